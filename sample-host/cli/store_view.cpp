#include "cli/store_view.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "rfc3339.hpp"
#include "stores/application.hpp"
#include "stores/connection_error.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

ordered_json optional_time(std::optional<std::int64_t> ms) {
  return ms ? ordered_json(format_rfc3339(*ms)) : ordered_json();
}

template <typename T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

}  // namespace

ordered_json store_document(Session& session, const Store& store) {
  const std::int64_t now = session.installation().now_ms();
  const auto sandbox = sandbox_in_use(session.installation());
  const auto end = [&](std::optional<std::int64_t> ms) {
    return access_refused(store) ? ordered_json() : optional_time(ms);
  };
  ordered_json shown = {{"store", store.id},
                        {"name", store.name},
                        {"description", store.description},
                        {"platform", store.platform},
                        {"region", store.region},
                        {"status", status_name(status_of(store, now))},
                        {"active", store.active},
                        {"pull_mode", store.pull_mode},
                        {"url", store.url},
                        {"owner", store.fulfilment_owner},
                        {"customer", store.customer_id},
                        {"include_shipping", store.include_shipping},
                        {"cross_border", store.cross_border},
                        {"seller_id", or_null(store.seller_id)},
                        {"seller_name", store.seller_name},
                        {"seller_status", store.seller_status},
                        {"seller_verified", or_null(store.seller_verified)},
                        {"account", store.account},
                        {"created_at", format_rfc3339(store.created_at_ms)},
                        {"authorised_at", optional_time(store.authorised_at_ms)},
                        {"cancelled_at", optional_time(store.cancelled_at_ms)},
                        {"access_expires_at", end(store.access_expires_at_ms)},
                        {"refresh_expires_at", end(store.refresh_expires_at_ms)},
                        {"refresh_due_at", optional_time(refresh_due_at_ms(store))},
                        {"days_left", or_null(days_left(store, now))},
                        {"expiry_warning_days", or_null(expiry_warning_days(store, now))},
                        {"what_to_do", or_null(access_advice(store, now))},
                        {"verified_at", optional_time(store.verified_at_ms)},
                        {"version", store.version},
                        {"sandbox", or_null(sandbox)}};
  return shown;
}

void warn_of_access(Session& session, const Store& store) {
  if (const auto advice = access_advice(store, session.installation().now_ms())) {
    session.warn(*advice);
  }
}

void warn_of_seller(Session& session, const Store& store) {
  const auto warn = [&](const char* code) {
    session.warn(store.id + ": " + find_connection_error(code)->cause + " " + remedy_of(code));
  };
  if (store.seller_verified && !*store.seller_verified) warn("SellerNotVerified");
  if (!store.seller_status.empty() && store.seller_status != "ACTIVE") warn("SellerNotActive");
}

Exit print_store(Session& session, const Store& store, const std::string& sentence) {
  session.note_sandbox();
  if (session.json) {
    session.print_json(store_document(session, store));
  } else {
    session.print(sentence);
  }
  return Exit::kOk;
}

}  // namespace channel_host::cli
