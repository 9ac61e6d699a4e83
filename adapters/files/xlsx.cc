#include "adapters/files/xlsx.h"

#include <map>
#include <utility>

#include "adapters/files/sheet_rows.h"
#include "adapters/files/xml_events.h"
#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

constexpr char kRootRelations[] = "_rels/.rels";

absl::Status NoWorkbook(const char* what) {
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "file",
                 .expected = "XLSX工作簿/an XLSX workbook",
                 .found = what});
}

struct Relation {
  std::string type;    // The last word of its address: "worksheet".
  std::string target;  // A part's name.
};

// "xl/workbook.xml" + "worksheets/sheet1.xml" is "xl/worksheets/sheet1.xml"; "/a/b" is "a/b".
std::string Resolved(const std::string& part, const std::string& target) {
  if (target.starts_with('/')) return target.substr(1);
  return part.substr(0, part.rfind('/') + 1) + target;
}

std::string RelationsOf(const std::string& part) {
  const std::size_t folder = part.rfind('/') + 1;  // npos + 1 is 0.
  return part.substr(0, folder) + "_rels/" + part.substr(folder) + ".rels";
}

class RelationsHandler : public XmlHandler {
 public:
  explicit RelationsHandler(std::string part) : part_(std::move(part)) {}

  void Begin(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") return;
    const std::string type(attributes.Find("Type").value_or(""));
    relations[std::string(attributes.Find("Id").value_or(""))] = {
        type.substr(type.rfind('/') + 1),
        Resolved(part_, std::string(attributes.Find("Target").value_or("")))};
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}

  std::map<std::string, Relation> relations;  // By id.

 private:
  const std::string part_;
};

class SheetsHandler : public XmlHandler {
 public:
  struct Named {
    std::string name;
    std::string relation;
  };

  void Begin(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "sheet" || attributes.Find("state").value_or("visible") != "visible") return;
    sheets.push_back({std::string(attributes.Find("name").value_or("")),
                      std::string(attributes.Find("id").value_or(""))});
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}

  std::vector<Named> sheets;
};

absl::Status ReadXml(const ZipParts& parts, const std::string& part, std::uint64_t bytes_max,
                     XmlHandler& handler) {
  XmlEvents events(handler);
  const absl::Status read =
      parts.Read(part, bytes_max, [&](std::string_view piece) { return events.Feed(piece); });
  return read.ok() ? events.Finish() : read;
}

// The first part of that type; "" when there is none.
std::string PartOf(const std::map<std::string, Relation>& relations, const std::string& type) {
  for (const auto& [id, relation] : relations) {
    if (relation.type == type) return relation.target;
  }
  return "";
}

}  // namespace

absl::StatusOr<Xlsx> Xlsx::Open(std::string_view bytes) {
  absl::StatusOr<ZipParts> parts = ZipParts::Open(bytes);
  if (!parts.ok()) return parts.status();
  if (!parts->Has(kRootRelations)) return NoWorkbook("ZIP");
  Xlsx xlsx(*std::move(parts));
  const absl::Status read = xlsx.ReadWorkbook();
  if (!read.ok()) return read;
  return xlsx;
}

absl::Status Xlsx::ReadWorkbook() {
  RelationsHandler root("");
  absl::Status read = ReadXml(parts_, kRootRelations, kWorkbookBytesMax, root);
  if (!read.ok()) return read;
  const std::string workbook = PartOf(root.relations, "officeDocument");
  if (!parts_.Has(workbook)) return NoWorkbook("officeDocument");
  RelationsHandler of_workbook(workbook);
  read = ReadXml(parts_, RelationsOf(workbook), kWorkbookBytesMax, of_workbook);
  if (!read.ok()) return read;
  SheetsHandler named;
  read = ReadXml(parts_, workbook, kWorkbookBytesMax, named);
  if (!read.ok()) return read;
  for (const SheetsHandler::Named& sheet : named.sheets) {
    const auto relation = of_workbook.relations.find(sheet.relation);
    if (relation == of_workbook.relations.end()) return NoWorkbook("sheet");
    if (relation->second.type != "worksheet") continue;  // A chart.
    sheets_.push_back({sheet.name, relation->second.target});
  }
  if (sheets_.empty()) return NoWorkbook("0 worksheets");
  if (sheets_.size() > kSheetsMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "file",
                   .expected = "<= " + std::to_string(kSheetsMax) + " 工作表/sheets"});
  }
  const std::string texts = PartOf(of_workbook.relations, "sharedStrings");
  return texts.empty() ? absl::OkStatus() : texts_.Read(parts_, texts);
}

absl::Status Xlsx::ReadSheet(std::size_t sheet,
                             const std::function<bool(const TableRow&)>& take) const {
  SheetRows rows(texts_, take);
  const absl::Status read = ReadXml(parts_, sheets_[sheet].part, kSheetBytesMax, rows);
  if (!read.ok()) return read;
  return rows.malformed() ? NoWorkbook("row/cell") : absl::OkStatus();
}

bool LooksLikeZip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

bool LooksLikeOldOffice(std::string_view bytes) {
  return bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
}

}  // namespace yizhan::files
