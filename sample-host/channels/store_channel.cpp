#include "channels/store_channel.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "plugins/plugin_registry.hpp"
#include "stores/application.hpp"
#include "stores/certificate_file.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

std::string random_id() {
  std::array<unsigned char, 8> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace

chapi::host::Channel open_channel(Installation& installation, db::Database& database,
                                  const Store& store) {
  const auto library = library_of(database, store.adapter);
  const Application application = load_application(installation, database);
  installation.limit_calls(application.calls_per_second);
  nlohmann::json config = {{"schema", "chapi.channel-config/1"},
                           {"store", store.id},
                           {"grant", store.grant_key},
                           {"cross_border", store.cross_border},
                           {"app",
                            {{"key", application.key},
                             {"secret", application.secret},
                             {"redirect_uri", application.redirect_uri}}}};
  if (store.seller_id) config["seller_id"] = *store.seller_id;
  if (application.sandbox) config["sandbox"] = *application.sandbox;
  if (application.ca_file) {
    check_certificate_file(*application.ca_file);  // the module does not name the file
    config["ca_file"] = *application.ca_file;
  }
  return library.open(installation.host(), store.adapter, config.dump());
}

chapi::host::CallOptions call_options(Installation& installation, const Store& store,
                                      Progress progress) {
  chapi::host::CallOptions options;
  options.correlation_id = store.id + "-" + random_id();
  options.is_cancelled = [&installation] { return installation.cancelled(); };
  options.progress = std::move(progress);
  return options;
}

void throw_broken_contract(const std::string& message) {
  chapi_error error{};
  error.struct_size = sizeof error;
  error.status = CHAPI_INTERNAL;
  error.retry_after_ms = -1;
  std::strncpy(error.reason, "broken_contract", sizeof error.reason - 1);
  std::strncpy(error.message, message.c_str(), sizeof error.message - 1);
  throw chapi::host::Failure(error);
}

nlohmann::json parse_result(const std::string& text, const char* schema) {
  nlohmann::json result = nlohmann::json::parse(text, nullptr, false);
  if (!result.is_object() || result.value("schema", nlohmann::json()) != schema) {
    throw_broken_contract(std::string("The module answered without a document of ") + schema +
                          ". Report it to the plugin's author.");
  }
  return result;
}

}  // namespace channel_host
