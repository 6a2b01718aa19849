#include "plugin/flow/checkpoint.hpp"

#include <chapi/module.hpp>
#include <nlohmann/json.hpp>

namespace lazada::flow {
namespace {

constexpr int kVersion = 1;
constexpr std::int64_t kLastSecond = 253'370'764'800;  // the year 9999

constexpr const char* kWayOut =
    " Give the last one that was stored with a batch, unchanged, or none at all and \"since\".";

[[noreturn]] void refuse(const char* reason, const std::string& what) {
  throw chapi::module::Error(CHAPI_INVALID_ARGUMENT, reason, what + kWayOut);
}

}  // namespace

std::string write_checkpoint(const Checkpoint& checkpoint) {
  return nlohmann::json{{"v", kVersion},
                        {"at", checkpoint.at},
                        {"end", checkpoint.end},
                        {"newest", checkpoint.newest}}
      .dump();
}

Checkpoint read_checkpoint(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("v") || !json["v"].is_number_integer()) {
    refuse("checkpoint_invalid", "The checkpoint is not one that this module wrote.");
  }
  if (json["v"] != kVersion) {
    refuse("checkpoint_unknown", "The checkpoint has version " + json["v"].dump() +
                                     ", and this module reads version " + std::to_string(kVersion) +
                                     " only; another version of the module wrote it.");
  }
  const auto number = [&](const char* name) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0 ||
        found->get<std::int64_t>() > kLastSecond) {
      refuse("checkpoint_invalid",
             std::string("The checkpoint's member \"") + name + "\" is missing or wrong.");
    }
    return found->get<std::int64_t>();
  };
  const Checkpoint checkpoint{number("at"), number("end"), number("newest")};
  if (checkpoint.at > checkpoint.end) {
    refuse("checkpoint_invalid", "The checkpoint stands behind its own end.");
  }
  return checkpoint;
}

}  // namespace lazada::flow
