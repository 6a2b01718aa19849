// One seller account in one region, as the contract sees it.
#pragma once

#include <chapi/module.hpp>
#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/granted_client.hpp"

namespace lazada {

class LazadaChannel : public chapi::module::Channel {
 public:
  // No network.  Throws Error (invalid_argument) when a configured address or file is not usable.
  LazadaChannel(const adapters::RegionAdapter& adapter, Config config,
                const chapi::module::Host& host);

  std::string authorize(const chapi::module::Call& call, std::string_view request) override;
  std::string pull_orders(const chapi::module::Call& call, std::string_view request,
                          const chapi::module::OrderSink& sink) override;
  std::string push_shipment(const chapi::module::Call& call, std::string_view request,
                            const chapi::module::EffectSink& effects) override;
  std::string map_sku(const chapi::module::Call& call, std::string_view request) override;
  std::string get_document(const chapi::module::Call& call, std::string_view request,
                           const chapi::module::DocumentSink& sink) override;

 private:
  const adapters::RegionAdapter& adapter_;
  Config config_;
  chapi::module::Log log_;
  open_platform::GrantedClient client_;
};

}  // namespace lazada
