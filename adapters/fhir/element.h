// Element: reads the elements of a FHIR resource and keeps the first refusal, so that a list of
// elements reads as a list. What is absent has absent elements, too.
//
// Units:    amounts in CNY become fen; no other currency is taken.
// Errors:   the Reading keeps the first Refusal, whose field is the element's FHIRPath
//           ("Claim.item[0].net.value"); reads after it give defaults. None repeats what was read.
// Owner:    the caller keeps the JSON and the Reading alive.
// Threads:  one.
// Format:   FHIR R4 JSON: a primitive of another JSON type, an empty text and an empty list are
//           refused.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/fhir/decimal.h"
#include "adapters/national/json_reader.h"
#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::fhir {

// The first refusal of everything that is read from one resource.
class Reading {
 public:
  void Fail(Refusal refusal) { Fail(Refuse(std::move(refusal))); }
  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }
  const absl::Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }

 private:
  absl::Status status_;
};

class Element {
 public:
  Element(const Json* json, std::string path, Reading* reading)
      : json_(json), path_(std::move(path)), reading_(reading) {}

  bool present() const { return json_ != nullptr; }
  const std::string& path() const { return path_; }
  Reading& reading() const { return *reading_; }
  const Json* json() const { return json_; }
  std::string PathOf(const std::string& key) const { return JoinPath(path_, key); }

  Element Object(const std::string& key) const;
  Element RequiredObject(const std::string& key) const;
  // The objects of a list; an absent one is empty.
  std::vector<Element> List(const std::string& key, std::size_t items_max) const;

  // "" when absent. Codes, uris, ids and strings are all text.
  std::string Text(const std::string& key, std::size_t characters_max) const;
  std::string RequiredText(const std::string& key, std::size_t characters_max) const;
  // A whole number >= `lowest`.
  std::optional<std::uint32_t> Whole(const std::string& key, std::uint32_t lowest) const;
  std::optional<Decimal> Number(const std::string& key) const;
  std::optional<Day> Date(const std::string& key) const;
  Day RequiredDate(const std::string& key) const;

  // A Money element: whole fen, -10^13 .. 10^13.
  std::optional<Money> Amount(const std::string& key) const;
  // Not below zero.
  std::optional<Money> Payment(const std::string& key) const;

  // The code of a CodeableConcept's coding in that system; "" when it has none. With `or_bare`, a
  // coding without a system counts, too.
  std::string Code(const std::string& system, bool or_bare = false) const;

  // Extensions of that URL.
  std::vector<Element> Extensions(const std::string& url) const;
  // The only one; an absent element when there is none.
  Element Extension(const std::string& url) const;
  // An extension's value: `type` is "String", "Money" ...; the path says "value", as FHIRPath does.
  std::string ValueText(const std::string& type, std::size_t characters_max) const;
  std::optional<Money> ValuePayment() const;

  // Fails at `key`, or at this element when it is empty.
  void Fail(const std::string& key, Refusal refusal) const;

 private:
  const Json* Find(const std::string& key, Json::Kind kind) const;
  std::optional<Money> AmountIn() const;  // Of this Money element.

  const Json* json_;
  std::string path_;
  Reading* reading_;
};

}  // namespace yizhan::fhir
