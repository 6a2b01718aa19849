#include "mapping/mapping_service.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "mapping/listing_table.hpp"
#include "orders/order_table.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr const char* kMapResult = "chapi.map-result/1";
constexpr std::size_t kSuggestPage = 200;

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::vector<UnmappedSku> unmapped_skus(Installation& installation, const std::string& store) {
  db::Database& database = installation.database();
  std::vector<UnmappedSku> skus;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (WaitingSku& waiting :
       OrderTable(database, installation.cipher(), installation.tenant()).waiting_skus(store)) {
    places[{waiting.store, waiting.sku}] = skus.size();
    skus.push_back(
        {waiting.store, waiting.sku, waiting.name, "", waiting.orders, waiting.items, false});
  }
  ListingTable listings(database, installation.tenant());
  for (const Store& owner : StoreTable(database, installation.tenant()).list()) {
    if (!store.empty() && owner.id != store) continue;
    listings.each_unmapped(owner.id, owner.platform, [&](const Listing& listing) {
      const auto [place, added] = places.emplace(std::pair(owner.id, listing.sku), skus.size());
      if (added) skus.push_back({owner.id, listing.sku, listing.name, "", 0, 0, true});
      skus[place->second].listed = true;
      skus[place->second].former_sku = listing.former_sku;
    });
  }
  return skus;
}

std::vector<Suggestion> suggest_mapping(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  const Store store = StoreTable(database, installation.tenant()).get(id);
  ListingTable table(database, installation.tenant());
  json system_skus = json::array();
  for (const SystemSku& sku : table.system_skus()) {
    json one = {{"sku", sku.sku}};
    if (!sku.name.empty()) one["name"] = sku.name;
    if (!sku.barcode.empty()) one["barcode"] = sku.barcode;
    system_skus.push_back(std::move(one));
  }
  if (system_skus.empty()) {
    throw Failure(Exit::kRefused,
                  "There are no system SKUs to suggest. Import them first: channel-host sku "
                  "catalogue import FILE.csv (system_sku,name,barcode).");
  }
  std::map<std::string, json> listings;  // by SKU; what was only ordered has no barcode
  table.each_unmapped(id, store.platform, [&](const Listing& listing) {
    json one = {{"sku", listing.sku}, {"name", listing.name}};
    if (!listing.variation.empty()) one["variation"] = listing.variation;
    if (!listing.barcode.empty()) one["barcode"] = listing.barcode;
    listings.emplace(listing.sku, std::move(one));
  });
  for (const WaitingSku& waiting :
       OrderTable(database, installation.cipher(), installation.tenant()).waiting_skus(id)) {
    if (!waiting.sku.empty()) {
      listings.emplace(waiting.sku, json{{"sku", waiting.sku}, {"name", waiting.name}});
    }
  }
  auto channel = open_channel(installation, database, store);
  std::vector<Suggestion> suggestions;
  for (auto at = listings.begin(); at != listings.end();) {
    json request = {{"schema", "chapi.map-request/1"},
                    {"action", "suggest"},
                    {"listings", json::array()},
                    {"system_skus", system_skus}};
    for (; at != listings.end() && request["listings"].size() < kSuggestPage; ++at) {
      request["listings"].push_back(at->second);
    }
    const json result = parse_result(
        channel.map_sku(request.dump(), call_options(installation, store)), kMapResult);
    for (const json& one : result.value("suggestions", json::array())) {
      const std::string sku = text(one, "platform_sku");
      const auto listing = listings.find(sku);
      suggestions.push_back({sku, listing != listings.end() ? text(listing->second, "name") : "",
                             text(one, "system_sku"), one.value("score", 0), text(one, "match")});
    }
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const Suggestion& a, const Suggestion& b) { return a.score > b.score; });
  return suggestions;
}

std::vector<Suggestion> best_suggestions(const std::vector<Suggestion>& suggestions,
                                         int least_score) {
  std::map<std::string_view, std::vector<const Suggestion*>> by_sku;
  for (const Suggestion& one : suggestions) {
    if (one.score >= least_score) by_sku[one.platform_sku].push_back(&one);
  }
  std::vector<Suggestion> best;
  for (auto& [sku, found] : by_sku) {
    std::stable_sort(found.begin(), found.end(),
                     [](const Suggestion* a, const Suggestion* b) { return a->score > b->score; });
    if (found.size() > 1 && found[1]->score == found[0]->score) continue;
    best.push_back(*found[0]);
  }
  return best;
}

std::vector<LineError> import_catalogue(Installation& installation,
                                        const std::filesystem::path& file, std::int64_t* rows) {
  CsvTable table =
      read_csv(read_text_file(file), {"system_sku", "name", "barcode"}, {"name", "barcode"});
  std::set<std::string> seen;
  for (const CsvRow& row : table.rows) {
    if (row.cells[0].empty()) table.errors.push_back({row.line, "system_sku is empty"});
    if (!row.cells[0].empty() && !seen.insert(row.cells[0]).second) {
      table.errors.push_back({row.line, "repeats the system SKU " + row.cells[0]});
    }
  }
  if (!table.errors.empty()) return table.errors;
  db::Database& database = installation.database();
  ListingTable skus(database, installation.tenant());
  std::vector<SystemSku> wanted;
  wanted.reserve(table.rows.size());
  for (CsvRow& row : table.rows) {
    wanted.push_back({std::move(row.cells[0]), std::move(row.cells[1]), std::move(row.cells[2])});
  }
  db::Transaction transaction(database);
  skus.put_system_skus(wanted);
  transaction.commit();
  *rows = static_cast<std::int64_t>(table.rows.size());
  return {};
}

}  // namespace channel_host
