#include "mapping/product_download.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "failure.hpp"
#include "mapping/listing_table.hpp"
#include "rfc3339.hpp"
#include "stores/store_lease.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

// Later the marketplace's pages have shifted too far for going on to be worth it.
constexpr std::int64_t kResumableMs = 86'400'000;

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> number(const json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

Listing read_listing(const json& listing) {
  return {text(listing, "product_id"),
          text(listing, "sku"),
          text(listing, "sku_id"),
          text(listing, "shop_sku"),
          text(listing, "name"),
          text(listing, "variation"),
          text(listing, "barcode"),
          text(listing, "status"),
          text(listing, "price"),
          text(listing, "currency"),
          number(listing, "quantity"),
          number(listing, "sellable"),
          "",
          listing.dump()};
}

DownloadPlace where_to_begin(const std::optional<DownloadPlace>& last, bool all, std::int64_t now) {
  if (all && last && !last->cursor.empty() && last->stored_at_ms > now - kResumableMs) return *last;
  DownloadPlace place;
  // A stamp of its own for every download, also when the clock was set back.
  place.begun_at_ms = std::max(now, last ? last->begun_at_ms + 1 : now);
  return place;
}

bool refuses_cursor(const chapi::host::Failure& failure) {
  return failure.error.status == CHAPI_INVALID_ARGUMENT &&
         std::strcmp(failure.error.reason, "cursor_invalid") == 0;
}

// One download under way.
class Download {
 public:
  Download(Installation& installation, db::Database& database, const Store& store,
           StoreLease& lease, std::optional<std::int64_t> since_ms, ProductReport& report)
      : installation_(installation),
        database_(database),
        store_(store),
        lease_(lease),
        since_ms_(since_ms),
        report_(report),
        listings_(database, installation.tenant()),
        place_(where_to_begin(listings_.download(store.id), !since_ms, installation.now_ms())) {
    report_.resumed = !place_.cursor.empty();
    tell();
  }

  json request() const {
    json request = {{"schema", "chapi.map-request/1"}, {"action", "list"}};
    if (!place_.cursor.empty()) request["cursor"] = place_.cursor;
    if (since_ms_) request["updated_since"] = format_rfc3339(*since_ms_);
    return request;
  }

  // The module no longer knows the place where the last download stopped; once in a download.
  bool start_again() {
    if (place_.cursor.empty() || started_again_) return false;
    started_again_ = true;
    const std::int64_t begun = place_.begun_at_ms;
    place_ = DownloadPlace{};
    place_.begun_at_ms = begun;
    report_.resumed = false;
    tell();
    return true;
  }

  // Returns whether there are more pages.
  bool store_page(const json& page) {
    const std::string next = text(page, "cursor");
    if (!next.empty() && next == place_.cursor) {
      throw_broken_contract("The module does not get on with the listings.");
    }
    const json rows = page.value("listings", json::array());
    std::vector<Listing> listings;
    std::set<std::string> products;
    for (const json& row : rows) {
      listings.push_back(read_listing(row));
      products.insert(listings.back().product_id);
    }
    db::Transaction transaction(database_, store_scope(installation_.tenant(), store_.id));
    lease_.confirm(database_);
    listings_.put(store_.id, listings, place_.begun_at_ms);
    place_.cursor = next;
    place_.stored_at_ms = installation_.now_ms();
    place_.products += static_cast<std::int64_t>(products.size());
    place_.listings += static_cast<std::int64_t>(rows.size());
    place_.rejected += static_cast<std::int64_t>(page.value("rejected", json::array()).size());
    if (!since_ms_) listings_.keep_download(store_.id, place_);
    if (next.empty()) {
      report_.added = listings_.count_new(store_.id, place_.begun_at_ms);
      listings_.note_renamed(store_.id, place_.begun_at_ms);
      // What could not be read is not gone, and a listing that was rejected may have no id to know
      // it by.
      if (!since_ms_ && place_.rejected == 0) {
        report_.gone = listings_.drop_unseen(store_.id, place_.begun_at_ms);
      }
    }
    transaction.commit();
    report_.complete = next.empty();
    tell();
    return !report_.complete;
  }

 private:
  void tell() {
    report_.products = place_.products;
    report_.listings = place_.listings;
    report_.rejected = place_.rejected;
  }

  Installation& installation_;
  db::Database& database_;
  const Store& store_;
  StoreLease& lease_;
  const std::optional<std::int64_t> since_ms_;
  ProductReport& report_;
  ListingTable listings_;
  DownloadPlace place_;
  bool started_again_ = false;
};

void run(Download& download, chapi::host::Channel& channel, const chapi::host::CallOptions& options,
         const Progress& progress, const ProductReport& report) {
  for (bool more = true; more;) {
    if (options.is_cancelled()) return;
    json page;
    try {
      page =
          parse_result(channel.map_sku(download.request().dump(), options), "chapi.map-result/1");
    } catch (const chapi::host::Failure& failure) {
      if (failure.error.status == CHAPI_CANCELLED) return;
      if (refuses_cursor(failure) && download.start_again()) continue;
      throw;
    }
    more = download.store_page(page);
    const std::int64_t total = number(page, "total").value_or(-1);
    if (progress) progress(report.products, total >= report.products ? total : -1, "products");
  }
}

}  // namespace

std::string unread_listings(std::int64_t rejected) {
  return std::to_string(rejected) +
         " listings could not be read; what is stored of them stays, and none was taken for gone.";
}

void download_products(Installation& installation, db::Database& database, const Store& store,
                       const Progress& progress, ProductReport& report,
                       std::optional<std::int64_t> since_ms) {
  if (!store.active) {
    throw Failure(Exit::kRefused, "The store " + store.id +
                                      " is inactive: its products are not downloaded. Activate "
                                      "it first.");
  }
  if (!store.seller_id) {
    throw Failure(Exit::kRefused, "The store " + store.id +
                                      " is not authorised yet. Run channel-host store authorize " +
                                      store.id + ".");
  }
  const std::int64_t begin = installation.clock().monotonic_ms();
  StoreLease lease(installation, database, store.id, "products");
  auto channel = open_channel(installation, database, store);
  const chapi::host::CallOptions options = call_options(installation, store);
  Download download(installation, database, store, lease, since_ms, report);
  try {
    run(download, channel, options, progress, report);
  } catch (const chapi::host::Failure& failure) {
    report.duration_ms = installation.clock().monotonic_ms() - begin;
    if (failure.error.status == CHAPI_UNAUTHENTICATED) {
      StoreTable(database, installation.tenant()).need_authorization(store.id);
    }
    throw;
  }
  report.duration_ms = installation.clock().monotonic_ms() - begin;
}

}  // namespace channel_host
