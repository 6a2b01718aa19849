// The module's table: six adapters, one channel type.
#include <chapi/module.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/region_adapter.hpp"
#include "plugin/channel.hpp"
#include "plugin/config.hpp"
#include "plugin/describe.hpp"

namespace {

const lazada::adapters::RegionAdapter& adapter_of(const char* id) {
  const lazada::adapters::RegionAdapter* adapter = lazada::adapters::find(id);
  if (adapter == nullptr) {
    throw chapi::module::Error(CHAPI_UNSUPPORTED, "adapter_unknown",
                               "This module has no adapter \"" + std::string(id) +
                                   "\"; its manifest lists the ones it has.");
  }
  return *adapter;
}

struct Module {
  static const std::vector<const char*>& adapters() {
    static const std::vector<const char*> ids = [] {
      std::vector<const char*> found;
      // The ids are literals, and so end in NUL.
      for (const auto* adapter : lazada::adapters::all()) found.push_back(adapter->id.value.data());
      return found;
    }();
    return ids;
  }

  static std::string describe(const char* adapter_id) {
    return lazada::describe(adapter_of(adapter_id));
  }

  static std::unique_ptr<chapi::module::Channel> open(const char* adapter_id,
                                                      const chapi::module::Host& host,
                                                      std::string_view config) {
    return std::make_unique<lazada::LazadaChannel>(adapter_of(adapter_id),
                                                   lazada::parse_config(config), host);
  }

  static const void* extension(const char* adapter_id, const char* extension_id) {
    const bool ours = lazada::adapters::find(adapter_id) != nullptr;
    return ours && std::strcmp(extension_id, CHAPI_EXT_DOCUMENTS) == 0
               ? chapi::module::documents_extension()
               : nullptr;
  }
};

}  // namespace

CHAPI_MODULE(Module)
