#include "plugin/channel.hpp"

#include <utility>

#include "plugin/flow/authorize.hpp"
#include "plugin/flow/documents.hpp"
#include "plugin/flow/map_sku.hpp"
#include "plugin/flow/pull_orders.hpp"
#include "plugin/flow/push_shipment.hpp"

namespace lazada {

using chapi::module::Call;
using chapi::module::DocumentSink;
using chapi::module::EffectSink;
using chapi::module::OrderSink;

LazadaChannel::LazadaChannel(const adapters::RegionAdapter& adapter, Config config,
                             const chapi::module::Host& host)
    : adapter_(adapter),
      config_(std::move(config)),
      log_(host.log()),
      client_(config_, adapter_, host) {}

std::string LazadaChannel::authorize(const Call& call, std::string_view request) {
  return flow::authorize(client_, adapter_, config_, call, request);
}

std::string LazadaChannel::pull_orders(const Call& call, std::string_view request,
                                       const OrderSink& sink) {
  return flow::pull_orders(client_, adapter_, config_, log_, call, request, sink);
}

std::string LazadaChannel::push_shipment(const Call& call, std::string_view request,
                                         const EffectSink& effects) {
  return flow::push_shipment(client_, adapter_, config_, log_, call, request, effects);
}

std::string LazadaChannel::map_sku(const Call& call, std::string_view request) {
  return flow::map_sku(client_, adapter_, call, request);
}

std::string LazadaChannel::get_document(const Call& call, std::string_view request,
                                        const DocumentSink& sink) {
  return flow::get_document(client_, adapter_, config_, log_, call, request, sink);
}

}  // namespace lazada
