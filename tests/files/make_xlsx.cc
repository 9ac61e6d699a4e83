#include "tests/files/make_xlsx.h"

#include <zip.h>

#include "engine/base/check.h"

namespace yizhan::files {
namespace {

constexpr char kHead[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const std::string kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string kRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

std::string Relation(const std::string& id, const std::string& type, const std::string& target) {
  return "<Relationship Id=\"" + id + "\" Type=\"" + kOffice + "/" + type + "\" Target=\"" +
         target + "\"/>";
}

std::string Relations(const std::string& relations) {
  return kHead + ("<Relationships xmlns=\"" + kRelations + "\">") + relations + "</Relationships>";
}

}  // namespace

std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_source_t* const made = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  YIZHAN_CHECK(made != nullptr);
  zip_source_keep(made);
  zip_t* const archive = zip_open_from_source(made, ZIP_TRUNCATE, nullptr);
  YIZHAN_CHECK(archive != nullptr);
  for (const auto& [name, bytes] : parts) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    YIZHAN_CHECK(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
  }
  YIZHAN_CHECK(zip_close(archive) == 0);
  zip_stat_t stat;
  YIZHAN_CHECK(zip_source_stat(made, &stat) == 0);
  std::string bytes(stat.size, '\0');
  YIZHAN_CHECK(zip_source_open(made) == 0);
  YIZHAN_CHECK(zip_source_read(made, bytes.data(), bytes.size()) ==
               static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(made);
  zip_source_free(made);
  return bytes;
}

std::vector<std::pair<std::string, std::string>> XlsxParts(const std::vector<SheetXml>& sheets,
                                                           const std::string& shared) {
  std::string list;
  std::string relations = Relation("rIdT", "sharedStrings", "sharedStrings.xml");
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const std::string id = "rId" + std::to_string(i);
    const std::string target = "worksheets/sheet" + std::to_string(i) + ".xml";
    const std::string state = sheets[i].state.empty() ? "" : " state=\"" + sheets[i].state + "\"";
    list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + std::to_string(i + 1) + "\"" +
            state + " r:id=\"" + id + "\"/>";
    relations += Relation(id, "worksheet", target);
    parts.emplace_back("xl/" + target, kHead + ("<worksheet xmlns=\"" + kMain + "\"><sheetData>") +
                                           sheets[i].rows + "</sheetData></worksheet>");
  }
  parts.emplace_back("_rels/.rels",
                     Relations(Relation("rId1", "officeDocument", "xl/workbook.xml")));
  parts.emplace_back("xl/workbook.xml", kHead + ("<workbook xmlns=\"" + kMain + "\" xmlns:r=\"") +
                                            kOffice + "\"><sheets>" + list +
                                            "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels", Relations(relations));
  parts.emplace_back("xl/sharedStrings.xml",
                     kHead + ("<sst xmlns=\"" + kMain + "\">") + shared + "</sst>");
  return parts;
}

std::string MakeXlsx(const std::vector<SheetXml>& sheets, const std::string& shared) {
  return MakeZip(XlsxParts(sheets, shared));
}

std::string RowXml(int line, const std::vector<std::string>& cells) {
  std::string xml = "<row r=\"" + std::to_string(line) + "\">";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string place =
        "r=\"" + std::string(1, static_cast<char>('A' + i)) + std::to_string(line) + "\"";
    if (cells[i].starts_with('#')) {
      xml += "<c " + place + "><v>" + cells[i].substr(1) + "</v></c>";
    } else {
      xml += "<c " + place + " t=\"inlineStr\"><is><t>" + cells[i] + "</t></is></c>";
    }
  }
  return xml + "</row>";
}

}  // namespace yizhan::files
