#include "stores/store.hpp"

#include <array>

#include "rfc3339.hpp"

namespace channel_host {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kRefreshAtPercent = 45;  // of the access token's life: before half of it
constexpr std::array<int, 5> kWarningDays = {1, 3, 7, 14, 30};

}  // namespace

std::string_view status_name(StoreStatus status) {
  switch (status) {
    case StoreStatus::kDraft:
      return "draft";
    case StoreStatus::kAuthorised:
      return "authorised";
    case StoreStatus::kExpiring:
      return "expiring";
    case StoreStatus::kExpired:
      return "expired";
    case StoreStatus::kAuthoriseAgain:
      return "authorise again";
    case StoreStatus::kInactive:
      return "inactive";
    case StoreStatus::kCancelled:
      return "cancelled";
  }
  return "";
}

bool access_refused(const Store& store) { return store.grant_state == "refused"; }

std::optional<std::int64_t> access_ends_at_ms(const Store& store) {
  if (access_refused(store)) return std::nullopt;
  if (store.grant_state == "authorize_again" || !store.refreshable) {
    return store.access_expires_at_ms;
  }
  return store.refresh_expires_at_ms;
}

std::optional<std::int64_t> refresh_due_at_ms(const Store& store) {
  if (store.grant_state != "active" || !store.refreshable || !store.access_obtained_at_ms ||
      !store.access_expires_at_ms) {
    return std::nullopt;
  }
  const std::int64_t life = *store.access_expires_at_ms - *store.access_obtained_at_ms;
  return *store.access_obtained_at_ms + life / 100 * kRefreshAtPercent;
}

bool refresh_due(const Store& store, std::int64_t now_ms) {
  const auto due = refresh_due_at_ms(store);
  return due && *due <= now_ms;
}

StoreStatus status_of(const Store& store, std::int64_t now_ms) {
  if (!store.active) return StoreStatus::kInactive;
  if (store.cancelled_at_ms) return StoreStatus::kCancelled;
  if (store.grant_state.empty() || store.grant_state == "held" || store.grant_state == "none") {
    return StoreStatus::kDraft;
  }
  const auto end = access_ends_at_ms(store);
  if (end && *end <= now_ms) return StoreStatus::kExpired;
  if (store.grant_state == "authorize_again" || access_refused(store)) {
    return StoreStatus::kAuthoriseAgain;
  }
  return expiry_warning_days(store, now_ms) ? StoreStatus::kExpiring : StoreStatus::kAuthorised;
}

std::optional<int> expiry_warning_days(const Store& store, std::int64_t now_ms) {
  const auto end = access_ends_at_ms(store);
  if (!end || *end <= now_ms) return std::nullopt;
  for (const int days : kWarningDays) {
    if (*end - now_ms <= days * kDayMs) return days;
  }
  return std::nullopt;
}

bool is_store_id(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
  }
  return text.front() != '-' && text.front() != '_';
}

std::optional<std::int64_t> days_left(const Store& store, std::int64_t now_ms) {
  const auto end = access_ends_at_ms(store);
  if (!end || *end <= now_ms || store.cancelled_at_ms) return std::nullopt;
  return (*end - now_ms) / kDayMs;
}

std::optional<std::string> access_advice(const Store& store, std::int64_t now_ms) {
  const std::string again = "Authorise it again: channel-host store authorize " + store.id + ".";
  switch (status_of(store, now_ms)) {
    case StoreStatus::kExpiring: {
      const int days = *expiry_warning_days(store, now_ms);
      return "The access to " + store.id + " ends within " + std::to_string(days) +
             (days == 1 ? " day (" : " days (") + format_rfc3339(*access_ends_at_ms(store)) +
             "). " + again;
    }
    case StoreStatus::kExpired:
      return "The access to " + store.id + " ended at " +
             format_rfc3339(*access_ends_at_ms(store)) + ". " + again;
    case StoreStatus::kAuthoriseAgain: {
      if (access_refused(store)) {
        return "The marketplace refused the access to " + store.id +
               "; nothing is pulled or shipped until it is authorised again: channel-host store "
               "authorize " +
               store.id + ".";
      }
      const auto end = store.access_expires_at_ms;
      return "The access to " + store.id + " cannot be renewed; orders are pulled " +
             (end ? "until " + format_rfc3339(*end) : std::string("as long as it lives")) + ". " +
             again;
    }
    case StoreStatus::kDraft:
    case StoreStatus::kAuthorised:
    case StoreStatus::kInactive:
    case StoreStatus::kCancelled:
      break;
  }
  return std::nullopt;
}

}  // namespace channel_host
