#include "sandbox/documents.hpp"

#include <hpdf.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "sandbox/html_text.hpp"

namespace sandbox {
namespace {

constexpr HPDF_REAL kPointsPerMm = 72.0F / 25.4F;
constexpr HPDF_REAL kWidth = 105 * kPointsPerMm;
constexpr HPDF_REAL kHeight = 148 * kPointsPerMm;

// libharu reports through this handler; after it has thrown the document is only freed.
void Fail(HPDF_STATUS error, HPDF_STATUS detail, void*) {
  throw std::runtime_error("libharu: error " + std::to_string(error) + " detail " +
                           std::to_string(detail));
}

// The base fonts know Latin only.
std::string Printable(const std::string& text) {
  std::string printable;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      printable += c;
    } else if ((byte & 0xC0U) != 0x80U) {
      printable += '?';
    }
  }
  return printable;
}

void Write(HPDF_Page page, HPDF_Font font, HPDF_REAL size, HPDF_REAL y, const std::string& text) {
  HPDF_Page_BeginText(page);
  HPDF_Page_SetFontAndSize(page, font, size);
  HPDF_Page_TextOut(page, 14, y, Printable(text).c_str());
  HPDF_Page_EndText(page);
}

// Bars that stand for the tracking number: narrow and wide by its bits.
void Bars(HPDF_Page page, HPDF_REAL y, const std::string& text) {
  HPDF_REAL x = 14;
  for (const char c : text) {
    for (unsigned bit = 0; bit < 7; ++bit) {
      const HPDF_REAL width = (static_cast<unsigned char>(c) >> bit & 1U) != 0 ? 1.6F : 0.7F;
      if (bit % 2 == 0) {
        HPDF_Page_Rectangle(page, x, y, width, 40);
        HPDF_Page_Fill(page);
      }
      x += width;
    }
    if (x > kWidth - 20) break;
  }
}

}  // namespace

std::string LabelPdf(const std::vector<Label>& labels) {
  const std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, void (*)(HPDF_Doc)> pdf(
      HPDF_New(Fail, nullptr), HPDF_Free);
  if (!pdf) throw std::runtime_error("libharu: no memory for a document");
  HPDF_Font font = HPDF_GetFont(pdf.get(), "Helvetica", nullptr);
  HPDF_Font bold = HPDF_GetFont(pdf.get(), "Helvetica-Bold", nullptr);
  for (const Label& label : labels) {
    HPDF_Page page = HPDF_AddPage(pdf.get());
    HPDF_Page_SetWidth(page, kWidth);
    HPDF_Page_SetHeight(page, kHeight);
    Write(page, bold, 16, kHeight - 30, label.carrier);
    Bars(page, kHeight - 86, label.tracking_number);
    Write(page, bold, 12, kHeight - 102, label.tracking_number);
    Write(page, font, 9, kHeight - 126, "Package " + label.package_id);
    Write(page, font, 9, kHeight - 140, "Order " + label.order_number);
    Write(page, font, 9, kHeight - 160, "From " + label.sender);
    Write(page, font, 9, kHeight - 174, "To " + label.destination);
    HPDF_REAL y = kHeight - 200;
    for (const std::string& line : label.item_lines) {
      Write(page, font, 7, y, line);
      y -= 10;
    }
    Write(page, font, 6, 12, "SANDBOX - not a postal label");
  }
  HPDF_SaveToStream(pdf.get());
  std::string bytes(HPDF_GetStreamSize(pdf.get()), '\0');
  auto size = static_cast<HPDF_UINT32>(bytes.size());
  HPDF_ReadFromStream(pdf.get(), reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
  bytes.resize(size);
  return bytes;
}

std::string LabelHtml(const std::vector<Label>& labels) {
  std::string html = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />";
  for (const Label& label : labels) {
    html +=
        "<div class=\"cn-html-body\" style=\"height: 148mm; width: 105mm; overflow:hidden;"
        "position: relative; background-color: rgb(255, 255, 255);font-size:9pt;color: #000;\">";
    html += "<b>" + HtmlText(label.carrier) + "</b><p>" + HtmlText(label.tracking_number) +
            "</p><p>Package " + HtmlText(label.package_id) + "<br>Order " +
            HtmlText(label.order_number) + "<br>From " + HtmlText(label.sender) + "<br>To " +
            HtmlText(label.destination) + "</p>";
    for (const std::string& line : label.item_lines) html += "<div>" + HtmlText(line) + "</div>";
    html += "</div>";
  }
  return html;
}

std::string DocumentShelf::Put(const std::vector<Label>& labels, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  std::erase_if(
      kept_, [&](const auto& entry) { return entry.second.end_ms + 6 * kDocumentLifeMs < now_ms; });
  const std::string hex = Hex16(random_.Next()) + Hex16(random_.Next());
  const std::string name = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) +
                           "-" + hex.substr(16, 4) + "-" + hex.substr(20);
  Kept kept{labels, random_.Letters(28), now_ms + kDocumentLifeMs};
  std::string link = "/oss/proxy/waybillprintbucket.oss-sandbox.example/PDF/" + name +
                     "?Expires=" + std::to_string(kept.end_ms / 1000) +
                     "&OSSAccessKeyId=SANDBOX&Signature=" + kept.signature;
  kept_[name] = std::move(kept);
  return link;
}

DocumentShelf::Find DocumentShelf::Get(const std::string& name, const std::string& signature,
                                       int64_t now_ms, std::string& pdf) const {
  std::vector<Label> labels;
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(name);
    if (at == kept_.end() || at->second.signature != signature) return Find::kUnknown;
    if (at->second.end_ms <= now_ms) return Find::kExpired;
    labels = at->second.labels;
  }
  pdf = LabelPdf(labels);
  return Find::kFound;
}

}  // namespace sandbox
