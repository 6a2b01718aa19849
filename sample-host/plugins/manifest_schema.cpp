#include "plugins/manifest_schema.hpp"

#include <map>
#include <mutex>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include "embedded_text.hpp"
#include "failure.hpp"

namespace channel_host {
namespace {

nlohmann::json schema_text(std::string_view name) {
  for (const EmbeddedText& file : manifest_schemas()) {
    if (file.name == name) return nlohmann::json::parse(file.text);
  }
  throw Failure(Exit::kDefect, "The schema " + std::string(name) + " is not built in.");
}

using valijson::adapters::NlohmannJsonAdapter;

// The validator keeps the regular expressions that it compiled, which take most of the time.
struct Checker {
  explicit Checker(std::string_view name) {
    const nlohmann::json text = schema_text(name);
    valijson::SchemaParser parser;
    parser.populateSchema(
        NlohmannJsonAdapter(text), schema,
        [](const std::string& uri) -> const nlohmann::json* {
          return new nlohmann::json(schema_text(uri));
        },
        [](const nlohmann::json* fetched) { delete fetched; });
  }
  valijson::Schema schema;
  valijson::Validator validator;
};

}  // namespace

std::string violation_of_schema(const nlohmann::json& document, std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, Checker, std::less<>> checkers;
  const std::lock_guard lock(mutex);
  auto found = checkers.find(name);
  if (found == checkers.end()) found = checkers.try_emplace(std::string(name), name).first;
  valijson::ValidationResults results;
  const NlohmannJsonAdapter target(document);
  if (found->second.validator.validate(found->second.schema, target, &results)) return {};
  // The last error is the innermost one.
  std::string message;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string where;
    for (const std::string& step : error.context) where += step;
    message = where + ": " + error.description;
    if (error.context.size() > 1) break;
  }
  return message;
}

}  // namespace channel_host
