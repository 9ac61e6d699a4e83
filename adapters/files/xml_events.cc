#include "adapters/files/xml_events.h"

#include <expat.h>

#include "engine/base/check.h"
#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

std::string_view LocalName(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Every call gets the parser, for one of them must stop it.
XmlHandler& HandlerOf(void* parser) {
  return *static_cast<XmlHandler*>(XML_GetUserData(static_cast<XML_Parser>(parser)));
}

void OnBegin(void* parser, const char* name, const char** attributes) {
  HandlerOf(parser).Begin(LocalName(name), XmlAttributes(attributes));
}

void OnEnd(void* parser, const char* name) { HandlerOf(parser).End(LocalName(name)); }

void OnText(void* parser, const char* text, int bytes) {
  HandlerOf(parser).Text({text, static_cast<std::size_t>(bytes)});
}

void OnDocumentType(void* parser, const char*, const char*, const char*, int) {
  XML_StopParser(static_cast<XML_Parser>(parser), XML_FALSE);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::Find(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (LocalName(pair[0]) == name) return pair[1];
  }
  return std::nullopt;
}

void XmlEvents::Free::operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }

XmlEvents::XmlEvents(XmlHandler& handler) : handler_(handler), parser_(XML_ParserCreate(nullptr)) {
  YIZHAN_CHECK(parser_ != nullptr);  // No memory.
  XML_SetUserData(parser_.get(), &handler_);
  XML_SetElementHandler(parser_.get(), OnBegin, OnEnd);
  XML_SetCharacterDataHandler(parser_.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser_.get(), OnDocumentType);
  XML_UseParserAsHandlerArg(parser_.get());
}

bool XmlEvents::Feed(std::string_view piece) {
  if (broken_ || handler_.done()) return false;
  const XML_Status status =
      XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), /*isFinal=*/0);
  broken_ = status != XML_STATUS_OK;
  return !broken_ && !handler_.done();
}

absl::Status XmlEvents::Finish() {
  if (!broken_ && handler_.done()) return absl::OkStatus();
  if (!broken_) broken_ = XML_Parse(parser_.get(), "", 0, /*isFinal=*/1) != XML_STATUS_OK;
  if (!broken_) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "file",
                 .expected = "未损坏的XLSX文件/an undamaged XLSX file",
                 .found = "XML " + std::to_string(XML_GetCurrentLineNumber(parser_.get())) + ":" +
                          std::to_string(XML_GetCurrentColumnNumber(parser_.get()))});
}

}  // namespace yizhan::files
