#include <algorithm>
#include <atomic>
#include <exception>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "cli/failure_report.hpp"
#include "cli/progress_line.hpp"
#include "cli/session.hpp"
#include "cli/sku_rule_commands.hpp"
#include "mapping/listing_table.hpp"
#include "mapping/mapping_service.hpp"
#include "mapping/product_download.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostAtOnce = 8;
constexpr int kExact = 100;  // score of an equal SKU or barcode

struct StoreDownload {
  Store store;
  ProductReport report;
  std::exception_ptr failure;
};

// Every store on a thread and a database connection of its own.
void download_all(Session& session, std::vector<StoreDownload>& downloads,
                  std::optional<std::int64_t> since_ms = std::nullopt) {
  Installation& installation = session.installation();
  ProgressLine progress(session.terminal_err(), "products");
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < downloads.size(); i = next++) {
      StoreDownload& one = downloads[i];
      try {
        const auto database = installation.connect();
        download_products(
            installation, *database, one.store,
            [&](std::int64_t done, std::int64_t total, const char*) {
              progress.update(one.store.id, done, total);
            },
            one.report, since_ms);
      } catch (...) {
        one.failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(downloads.size(), kMostAtOnce); ++i) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) thread.join();
}

std::vector<StoreDownload> chosen_stores(Session& session, const std::string& store, bool all) {
  StoreTable stores(session.installation().database(), session.installation().tenant());
  std::vector<StoreDownload> chosen;
  if (!all) {
    if (store.empty()) throw Failure(Exit::kUsage, "Name a store, or give --all.");
    chosen.push_back({stores.get(store), {}, nullptr});
    return chosen;
  }
  for (Store& one : stores.list()) {
    if (!one.active) continue;
    if (!one.seller_id) {
      session.note(one.id + " is not authorised yet and is left out.");
      continue;
    }
    chosen.push_back({std::move(one), {}, nullptr});
  }
  if (chosen.empty()) throw Failure(Exit::kRefused, "No store is authorised yet.");
  return chosen;
}

void warn_of_rejected(Session& session, const StoreDownload& one) {
  session.warn(one.store.id + ": " + unread_listings(one.report.rejected));
}

Exit download(Session& session, const std::string& store, bool all, const std::string& since) {
  std::optional<std::int64_t> since_ms;
  if (!since.empty()) since_ms = time_argument("--since", since);
  std::vector<StoreDownload> downloads = chosen_stores(session, store, all);
  session.note_sandbox();
  download_all(session, downloads, since_ms);
  Table table({"STORE", "PRODUCTS", "LISTINGS", "NEW", "GONE", "REJECTED", "SECONDS", "RESULT"});
  Exit code = Exit::kOk;
  std::size_t failed = 0;
  bool some_unread = false;
  for (const StoreDownload& one : downloads) {
    const ProductReport& r = one.report;
    const bool in_part = !one.failure && r.complete && r.rejected > 0;
    const char* result = one.failure ? "failed"
                         : in_part   ? "done in part"
                                     : (r.complete ? "complete" : "stopped");
    if (r.rejected > 0) warn_of_rejected(session, one);
    if (in_part) some_unread = true;
    if (one.failure) {
      ++failed;
      code = report_failure(session, one.failure, one.store.id);
    }
    if (session.json) {
      session.print_json({{"store", one.store.id},
                          {"result", result},
                          {"products", r.products},
                          {"listings", r.listings},
                          {"added", r.added},
                          {"gone", r.gone},
                          {"rejected", r.rejected},
                          {"resumed", r.resumed},
                          {"duration_ms", r.duration_ms}});
    }
    table.add({one.store.id, std::to_string(r.products), std::to_string(r.listings),
               std::to_string(r.added), std::to_string(r.gone), std::to_string(r.rejected),
               std::to_string(r.duration_ms / 1000), result});
  }
  if (!session.json) table.print();
  if (interrupted().load()) return Exit::kInterrupted;
  if (some_unread || (failed > 0 && failed < downloads.size())) return Exit::kPartial;
  return code;
}

Exit list(Session& session, const std::string& store, bool stored) {
  Installation& installation = session.installation();
  const Store shop = StoreTable(installation.database(), installation.tenant()).get(store);
  session.note_sandbox();
  Exit code = Exit::kOk;
  if (!stored) {
    std::vector<StoreDownload> downloads = {{shop, {}, nullptr}};
    download_all(session, downloads);
    if (downloads[0].failure) std::rethrow_exception(downloads[0].failure);
    if (!downloads[0].report.complete) return Exit::kInterrupted;
    if (downloads[0].report.rejected > 0) {
      warn_of_rejected(session, downloads[0]);
      code = Exit::kPartial;
    }
  }
  Table table({"SKU", "SHOP SKU", "NAME", "VARIATION", "STATUS", "PRICE", "QUANTITY"});
  ListingTable(installation.database(), installation.tenant())
      .each(store, [&](const Listing& listing) {
        if (session.json) {
          session.print_json(ordered_json::parse(listing.document));
          return;
        }
        table.add({listing.sku, listing.shop_sku, listing.name, listing.variation, listing.status,
                   listing.price + " " + listing.currency,
                   listing.quantity ? std::to_string(*listing.quantity) : "-"});
      });
  if (!session.json) table.print();
  return code;
}

Exit unmapped(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  if (!store.empty()) StoreTable(installation.database(), installation.tenant()).get(store);
  session.note_sandbox();
  Table table({"STORE", "SKU", "WAITING ORDERS", "ITEMS", "LISTED", "FORMERLY", "NAME"});
  for (const UnmappedSku& sku : unmapped_skus(installation, store)) {
    if (session.json) {
      session.print_json({{"store", sku.store},
                          {"sku", sku.sku},
                          {"name", sku.name},
                          {"former_sku", sku.former_sku},
                          {"waiting_orders", sku.waiting_orders},
                          {"waiting_items", sku.waiting_items},
                          {"listed", sku.listed}});
    } else {
      table.add({sku.store, sku.sku.empty() ? "(no SKU)" : sku.sku,
                 std::to_string(sku.waiting_orders), std::to_string(sku.waiting_items),
                 sku.listed ? "yes" : "-", sku.former_sku.empty() ? "-" : sku.former_sku,
                 sku.name});
    }
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

struct SuggestArguments {
  std::string store;
  bool exact = false;
  std::vector<std::string> accepted;  // platform SKUs
};

Exit suggest(Session& session, const SuggestArguments& arguments) {
  Installation& installation = session.installation();
  const Store store =
      StoreTable(installation.database(), installation.tenant()).get(arguments.store);
  session.note_sandbox();
  const auto suggestions = suggest_mapping(installation, store.id);
  if (arguments.exact || !arguments.accepted.empty()) {
    std::vector<SkuRule> rules;
    std::set<std::string> open(arguments.accepted.begin(), arguments.accepted.end());
    for (const Suggestion& best : best_suggestions(suggestions, 0)) {
      const bool named = open.erase(best.platform_sku) > 0;
      if (!named && !(arguments.exact && best.score == kExact)) continue;
      rules.push_back({store.platform, store.id, best.platform_sku, best.system_sku, 1, ""});
    }
    if (!open.empty()) {
      throw Failure(Exit::kNotFound,
                    "There is no suggestion for " + *open.begin() +
                        ", or there are two equally good ones. Nothing was applied; choose with "
                        "channel-host sku map.");
    }
    return show_edit(session, add_missing_rules(installation, rules));
  }
  Table table({"PLATFORM SKU", "SYSTEM SKU", "SCORE", "MATCH", "NAME"});
  for (const Suggestion& s : suggestions) {
    if (session.json) {
      session.print_json({{"platform_sku", s.platform_sku},
                          {"name", s.name},
                          {"system_sku", s.system_sku},
                          {"score", s.score},
                          {"match", s.match}});
    }
    table.add({s.platform_sku, s.system_sku, std::to_string(s.score), s.match, s.name});
  }
  if (!session.json) table.print();
  session.note(
      "Nothing was applied. Accept the best one of a SKU with --apply SKU, all exact ones with "
      "--apply-exact, another one with channel-host sku map.");
  return Exit::kOk;
}

Exit import_system_skus(Session& session, const std::string& file) {
  std::int64_t rows = 0;
  const auto errors = import_catalogue(session.installation(), file, &rows);
  if (!errors.empty()) {
    show_refused(session, file, errors);
    session.note("channel-host: " + std::to_string(errors.size()) +
                 " lines are wrong; nothing was imported. Correct them and import again.");
    if (session.json) {
      session.print_json({{"imported", false}, {"refused", refused_document(errors)}});
    }
    return Exit::kInvalidInput;
  }
  if (session.json) {
    session.print_json({{"imported", true}, {"system_skus", rows}});
  } else {
    session.print(std::to_string(rows) + " system SKUs are in the catalogue.");
  }
  return Exit::kOk;
}

}  // namespace

void add_sku_commands(CLI::App& app, Session& session) {
  CLI::App* noun = add_noun(app, "sku", "Listings and the mapping of platform SKUs to system SKUs",
                            "channel-host sku unmapped --store shop-th");
  static std::string store, file, since;
  static bool stored = false, all = false;
  static SuggestArguments wanted;

  CLI::App* command = add_command(*noun, "list", "Download and show the store's listings",
                                  "channel-host sku list shop-th");
  command->add_option("store", store, "Store id")->required()->type_name("STORE");
  command->add_flag("--stored", stored, "Show what was downloaded last; no call");
  command->callback([&] { session.action = [&] { return list(session, store, stored); }; });

  command = add_command(*noun, "download", "Download the products of a store, or of all stores",
                        "channel-host sku download --all");
  command->add_option("store", store, "Store id")->type_name("STORE");
  command->add_flag("--all", all, "Every active, authorised store, several at once");
  command
      ->add_option("--since", since,
                   "Only products changed since this day or time; the others stay as stored")
      ->type_name("TIME");
  command->callback([&] { session.action = [&] { return download(session, store, all, since); }; });

  add_sku_rule_commands(*noun, session);

  command =
      add_command(*noun, "unmapped", "Platform SKUs without a rule, most waiting orders first",
                  "channel-host sku unmapped --store shop-th");
  command->add_option("--store", store, "Only this store")->type_name("STORE");
  command->callback([&] { session.action = [&] { return unmapped(session, store); }; });

  command = add_command(*noun, "suggest", "Which system SKU an unmapped SKU could be, with a score",
                        "channel-host sku suggest shop-th");
  command->add_option("store", wanted.store, "Store id")->required()->type_name("STORE");
  command->add_flag("--apply-exact", wanted.exact, "Map every SKU that has one exact match");
  command
      ->add_option("--apply", wanted.accepted,
                   "Map this platform SKU to its best suggestion; may be repeated")
      ->allow_extra_args(false)
      ->type_name("PLATFORM_SKU");
  command->callback([&] { session.action = [&] { return suggest(session, wanted); }; });

  CLI::App* catalogue = add_noun(*noun, "catalogue", "The company's own articles",
                                 "channel-host sku catalogue import articles.csv");
  command = add_command(*catalogue, "import",
                        "Import system SKUs (system_sku,name,barcode), all or nothing",
                        "channel-host sku catalogue import articles.csv");
  command->add_option("file", file, "CSV file")->required()->type_name("FILE.csv");
  command->callback([&] { session.action = [&] { return import_system_skus(session, file); }; });
}

}  // namespace channel_host::cli
