// The seller's own record.
#include <mutex>

#include "sandbox/call.hpp"
#include "sandbox/json_text.hpp"

namespace sandbox {

void RequireOpenStore(const CallContext& context) {
  const std::shared_lock lock(context.shop->mutex);
  if (context.shop->status != "ACTIVE") {
    throw BusinessError("SellerNotActive", "Seller not active,please check seller status");
  }
  if (!context.shop->verified) {
    throw BusinessError("SellerNotVerified", "Seller not verified,please check seller status");
  }
}

Answer GetSeller(CallContext& context) {
  const Shop& shop = *context.shop;
  const std::shared_lock lock(shop.mutex);
  std::string data;
  Fields fields(data, context.settings.shape, 0, true);
  fields.Text("name_company", shop.company);
  fields.Text("logo_url", "");
  fields.Text("name", shop.name);
  fields.Flag("verified", shop.verified);
  fields.Text("location", shop.venue().country);
  fields.Flag("marketplaceEaseMode", false);
  fields.Number("seller_id", shop.seller_id);
  fields.Text("email", shop.owner_login);
  fields.Text("short_code", shop.short_code);
  fields.Flag("cb", shop.cross_border);
  fields.Text("status", shop.status);
  fields.Close();
  return DataAnswer(data, context.request_id);
}

}  // namespace sandbox
