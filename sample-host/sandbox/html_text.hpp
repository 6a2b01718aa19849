// Text inside HTML.
#pragma once

#include <string>
#include <string_view>

namespace sandbox {

// Safe as element content and inside a quoted attribute.
inline std::string HtmlText(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '&':
        html += "&amp;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

}  // namespace sandbox
