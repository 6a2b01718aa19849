#include "support/schema.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace test_support {
namespace {

using nlohmann::json;

const json* load(const std::string& file) {
  static std::map<std::string, json> files;
  auto [at, fresh] = files.try_emplace(file);
  if (fresh) {
    std::ifstream in(std::string(SCHEMA_DIR "/") + file);
    if (!in) throw std::runtime_error("no schema file " + file);
    at->second = json::parse(in);
  }
  return &at->second;
}

const valijson::Schema& compiled(const std::string& name) {
  static std::map<std::string, std::unique_ptr<valijson::Schema>> schemas;
  auto& slot = schemas[name];
  if (!slot) {
    slot = std::make_unique<valijson::Schema>();
    valijson::SchemaParser parser;
    valijson::adapters::NlohmannJsonAdapter root(*load(name + ".schema.json"));
    parser.populateSchema(
        root, *slot,
        [](const std::string& uri) { return load(uri.substr(uri.find_last_of('/') + 1)); },
        [](const json*) {});
  }
  return *slot;
}

}  // namespace

std::string schema_errors(std::string_view schema, std::string_view document) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const json parsed = json::parse(document, nullptr, false);
  if (parsed.is_discarded()) return "not JSON: " + std::string(document.substr(0, 200));
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  valijson::adapters::NlohmannJsonAdapter target(parsed);
  if (validator.validate(compiled(std::string(schema)), target, &results)) return {};
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& step : error.context) text += step;
    text += ": " + error.description + "\n";
  }
  return text;
}

testing::AssertionResult fits(std::string_view schema, std::string_view document) {
  const std::string errors = schema_errors(schema, document);
  if (errors.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "does not fit chapi." << schema << "/1:\n"
                                     << errors << document.substr(0, 2000);
}

}  // namespace test_support
