// One API call on its way through the gateway.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/answer.hpp"
#include "sandbox/marketplace.hpp"
#include "sandbox/signature.hpp"

namespace sandbox {

// Which address a call came to. Token calls and store calls have different ones; the bare /rest
// takes both.
enum class Entrance { kRegion, kAuth, kBare };

struct ApiCall {
  Entrance entrance = Entrance::kBare;
  std::string region;  // country code; empty: the token decides
  std::string api;     // the path that is signed, such as /orders/get
  std::string method;
  Parameters parameters;  // of query and form together
  std::string base_url;   // scheme and host as the client spoke them
};

// What a call may use once the gateway has let it in.
struct CallContext {
  Marketplace& market;
  const ApiCall& call;
  Shop* shop = nullptr;  // nothing for token calls
  Settings settings{};
  std::string request_id{};
  int64_t now_ms = 0;
  const Fault* item_error = nullptr;  // to be met by the first item of a fulfilment call
  std::vector<Effect> effects{};      // filled by calls that change the marketplace

  int64_t now_s() const { return now_ms / 1000; }
  // The value of a parameter; throws MissingParameter when it is absent or empty.
  const std::string& Need(std::string_view name) const;
  // The value, or an empty text.
  std::string Optional(std::string_view name) const;
  void Did(std::string_view what, int64_t order_id = 0, int64_t item_id = 0,
           const std::string& package_id = {});
};

using ApiHandler = Answer (*)(CallContext&);

// Refuses calls for a store that is closed or not verified.
void RequireOpenStore(const CallContext& context);

// orders_api.cpp
Answer GetOrders(CallContext& context);
Answer GetOrder(CallContext& context);
Answer GetOrderItems(CallContext& context);
Answer GetMultipleOrderItems(CallContext& context);
// products_api.cpp
Answer GetProducts(CallContext& context);
Answer GetProductItem(CallContext& context);
// fulfilment_api.cpp
Answer GetShipmentProviders(CallContext& context);
Answer PackOrders(CallContext& context);
Answer MakeReadyToShip(CallContext& context);
Answer RepackPackages(CallContext& context);
Answer GetPackageDocument(CallContext& context);
Answer DeliverOwnFleet(CallContext& context);
Answer FailOwnFleetDelivery(CallContext& context);
Answer DeliverDigital(CallContext& context);
// seller_api.cpp
Answer GetSeller(CallContext& context);
// token_api.cpp
Answer CreateToken(CallContext& context);
Answer RefreshToken(CallContext& context);

}  // namespace sandbox
