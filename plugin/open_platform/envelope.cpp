#include "plugin/open_platform/envelope.hpp"

#include <simdjson.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "plugin/open_platform/small_json.hpp"

namespace lazada::open_platform {
namespace {

using simdjson::ondemand::json_type;

// Text or number, as text.
std::string scalar(simdjson::ondemand::value value) {
  if (value.type() == json_type::string) {
    return std::string(value.get_string().value());
  }
  const std::string_view raw = value.raw_json_token();
  return std::string(raw.substr(0, raw.find_last_not_of(" \t\r\n") + 1));
}

// Lazada writes an entry as text or as an object such as {"message":…, "seller_sku":…}.
std::string complaint(const nlohmann::json& entry) {
  if (entry.is_string()) return entry.get<std::string>();
  if (!entry.is_object()) return to_text(entry);
  std::string text;
  for (const char* member : {"seller_sku", "sku", "field", "code", "message"}) {
    const auto value = text_of(entry, member);
    if (!value || value->empty()) continue;
    if (!text.empty()) text += ": ";
    text += *value;
  }
  return text;
}

void read_refusal(const std::string& body, Envelope& out) {
  const nlohmann::json document = parse_small(body);
  out.type = text_of(document, "type").value_or("");
  out.message = text_of(document, "message").value_or("");
  if (!document.is_object()) return;
  const auto detail = document.find("detail");
  if (detail == document.end()) return;
  if (detail->is_array()) {
    for (const auto& entry : *detail) out.detail.push_back(complaint(entry));
  } else if (!detail->is_null()) {
    out.detail.push_back(complaint(*detail));
  }
  std::erase(out.detail, "");
}

}  // namespace

struct EnvelopeReader::Parsers {
  std::mutex mutex;
  std::vector<std::unique_ptr<simdjson::ondemand::parser>> idle;

  std::unique_ptr<simdjson::ondemand::parser> take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<simdjson::ondemand::parser>();
    auto parser = std::move(idle.back());
    idle.pop_back();
    return parser;
  }
  void give_back(std::unique_ptr<simdjson::ondemand::parser> parser) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(parser));
  }
};

EnvelopeReader::EnvelopeReader() : parsers_(std::make_unique<Parsers>()) {}
EnvelopeReader::~EnvelopeReader() = default;

bool EnvelopeReader::read(const std::string& body, Envelope& out) const {
  auto parser = parsers_->take();
  Envelope found;
  bool whole = false;
  try {
    simdjson::ondemand::document document =
        parser->iterate(body.data(), body.size(), body.capacity());
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      if (key == "code") {
        found.code = scalar(field.value());
      } else if (key == "request_id") {
        found.request_id = scalar(field.value());
      }
    }
    whole = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  } catch (const simdjson::simdjson_error&) {
    whole = false;
  }
  parsers_->give_back(std::move(parser));
  if (!whole) return false;
  out = std::move(found);
  if (!out.ok()) read_refusal(body, out);
  return true;
}

}  // namespace lazada::open_platform
