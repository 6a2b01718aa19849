#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/failure_report.hpp"
#include "cli/progress_line.hpp"
#include "cli/session.hpp"
#include "cli/terminal_text.hpp"
#include "mapping/mapping_service.hpp"
#include "mapping/product_download.hpp"
#include "mapping/sku_rule_table.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostShown = 100;
constexpr std::size_t kMostAtOnce = 8;

ordered_json document(const SkuRule& rule) {
  return {{"platform", rule.platform},         {"store", rule.store},
          {"platform_sku", rule.platform_sku}, {"system_sku", rule.system_sku},
          {"quantity", rule.quantity},         {"group", rule.group}};
}

std::string sentence(const SkuRule& rule) {
  return rule.platform + (rule.store.empty() ? "" : "/" + rule.store) + " " + rule.platform_sku +
         " -> " + std::to_string(rule.quantity) + " x " + rule.system_sku +
         (rule.group.empty() ? "" : " (combo " + rule.group + ")");
}

Exit report_errors(Session& session, const std::string& file,
                   const std::vector<LineError>& errors) {
  for (std::size_t i = 0; i < errors.size() && i < kMostShown; ++i) {
    session.note(file + ":" + std::to_string(errors[i].line) + ": " + errors[i].message);
  }
  if (errors.size() > kMostShown) {
    session.note("… and " + std::to_string(errors.size() - kMostShown) + " more.");
  }
  session.note("channel-host: " + std::to_string(errors.size()) +
               " lines are wrong; nothing was imported. Correct them and import again.");
  if (session.json) {
    ordered_json shown = {{"imported", false}, {"errors", ordered_json::array()}};
    for (const LineError& error : errors) {
      shown["errors"].push_back({{"line", error.line}, {"message", error.message}});
    }
    session.print_json(shown);
  }
  return Exit::kInvalidInput;
}

void show_changes(Session& session, const RuleChanges& changes) {
  std::size_t shown = 0;
  const auto line = [&](const std::string& text) {
    if (shown++ < kMostShown) session.print(text);
  };
  for (const SkuRule& rule : changes.added) line("+ " + sentence(rule));
  for (const auto& [before, after] : changes.changed) {
    line("~ " + sentence(after) + " (was " + std::to_string(before.quantity) + ")");
  }
  for (const SkuRule& rule : changes.removed) line("- " + sentence(rule));
  if (shown > kMostShown) session.print("… and " + std::to_string(shown - kMostShown) + " more");
  session.print(std::to_string(changes.added.size()) + " added, " +
                std::to_string(changes.changed.size()) + " changed, " +
                std::to_string(changes.removed.size()) + " removed, " +
                std::to_string(changes.unchanged) + " unchanged.");
}

Exit apply(Session& session, const RuleChanges& changes, bool dry_run) {
  RuleEffect effect;
  if (!dry_run) effect = apply_changes(session.installation(), changes);
  for (const std::string& why : effect.deferred) {
    session.warn("orders wait for the next pull; " + why);
  }
  if (session.json) {
    ordered_json shown = {{"dry_run", dry_run},
                          {"added", ordered_json::array()},
                          {"changed", ordered_json::array()},
                          {"removed", ordered_json::array()},
                          {"unchanged", changes.unchanged},
                          {"orders_mapped", effect.orders}};
    for (const SkuRule& rule : changes.added) shown["added"].push_back(document(rule));
    for (const auto& change : changes.changed) shown["changed"].push_back(document(change.second));
    for (const SkuRule& rule : changes.removed) shown["removed"].push_back(document(rule));
    session.print_json(shown);
    return Exit::kOk;
  }
  show_changes(session, changes);
  if (dry_run) {
    session.print("Nothing was changed (--dry-run).");
  } else if (effect.orders > 0) {
    session.print(std::to_string(effect.orders) + " orders were mapped anew.");
  }
  return Exit::kOk;
}

struct StoreDownload {
  Store store;
  ProductReport report;
  std::exception_ptr failure;
};

// Every store on a thread and a database connection of its own.
void download_all(Session& session, std::vector<StoreDownload>& downloads) {
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
            one.report);
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

Exit download(Session& session, const std::string& store, bool all) {
  std::vector<StoreDownload> downloads = chosen_stores(session, store, all);
  session.note_sandbox();
  download_all(session, downloads);
  Table table({"STORE", "PRODUCTS", "LISTINGS", "NEW", "GONE", "REJECTED", "SECONDS", "RESULT"});
  Exit code = Exit::kOk;
  std::size_t failed = 0;
  for (const StoreDownload& one : downloads) {
    const ProductReport& r = one.report;
    const char* result = one.failure ? "failed" : r.complete ? "complete" : "stopped";
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
  return failed > 0 && failed < downloads.size() ? Exit::kPartial : code;
}

Exit list(Session& session, const std::string& store, bool stored) {
  Installation& installation = session.installation();
  const Store shop = StoreTable(installation.database(), installation.tenant()).get(store);
  session.note_sandbox();
  if (!stored) {
    std::vector<StoreDownload> downloads = {{shop, {}, nullptr}};
    download_all(session, downloads);
    if (downloads[0].failure) std::rethrow_exception(downloads[0].failure);
    if (!downloads[0].report.complete) return Exit::kInterrupted;
    if (downloads[0].report.rejected > 0) {
      session.warn(std::to_string(downloads[0].report.rejected) + " listings could not be read.");
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
  return Exit::kOk;
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

Exit suggest(Session& session, const std::string& id, bool accept_exact) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  session.note_sandbox();
  const auto suggestions = suggest_mapping(installation, id);
  Table table({"PLATFORM SKU", "SYSTEM SKU", "SCORE", "MATCH", "NAME"});
  RuleChanges exact;
  std::string last;
  for (const Suggestion& s : suggestions) {
    if (s.score == 100 && s.platform_sku != last) {
      exact.added.push_back({store.platform, id, s.platform_sku, s.system_sku, 1, ""});
      last = s.platform_sku;
    }
    if (session.json && !accept_exact) {
      session.print_json({{"platform_sku", s.platform_sku},
                          {"name", s.name},
                          {"system_sku", s.system_sku},
                          {"score", s.score},
                          {"match", s.match}});
    }
    table.add({s.platform_sku, s.system_sku, std::to_string(s.score), s.match, s.name});
  }
  if (accept_exact) return apply(session, exact, false);
  if (!session.json) {
    table.print();
    session.note(
        "Nothing was applied. Accept one with channel-host sku map, all exact ones with "
        "--accept-exact.");
  }
  return Exit::kOk;
}

Exit export_rules(Session& session, const std::string& out) {
  Installation& installation = session.installation();
  const auto rules = SkuRuleTable(installation.database(), installation.tenant()).all();
  if (session.json) {
    for (const SkuRule& rule : rules) session.print_json(document(rule));
  } else if (out.empty()) {
    std::cout << rule_file(rules);
  } else {
    std::ofstream file(out, std::ios::binary);
    file << rule_file(rules);
    if (!file.flush()) throw Failure(Exit::kFile, "The file " + out + " cannot be written.");
    session.note(std::to_string(rules.size()) + " rules are in " + out + ".");
  }
  return Exit::kOk;
}

struct MapArguments {
  std::string store, platform_sku, system_sku;
  std::int64_t quantity = 1;
  bool add = false, all_stores = false;
};

SkuRule rule_of(Session& session, const MapArguments& arguments) {
  Installation& installation = session.installation();
  const Store store =
      StoreTable(installation.database(), installation.tenant()).get(arguments.store);
  return {store.platform,         arguments.all_stores ? "" : store.id,
          arguments.platform_sku, arguments.system_sku,
          arguments.quantity,     ""};
}

Exit import_rules(Session& session, const std::string& file, bool dry_run, bool replace) {
  const RuleImport import = read_import(session.installation(), file, replace);
  if (!import.errors.empty()) return report_errors(session, file, import.errors);
  return apply(session, import.changes, dry_run);
}

Exit import_system_skus(Session& session, const std::string& file) {
  std::int64_t rows = 0;
  const auto errors = import_catalogue(session.installation(), file, &rows);
  if (!errors.empty()) return report_errors(session, file, errors);
  if (session.json) {
    session.print_json({{"imported", true}, {"system_skus", rows}});
  } else {
    session.print(std::to_string(rows) + " system SKUs are in the catalogue.");
  }
  return Exit::kOk;
}

}  // namespace

void add_sku_commands(CLI::App& app, Session& session) {
  CLI::App* noun =
      app.add_subcommand("sku", "Listings and the mapping of platform SKUs to system SKUs");
  noun->require_subcommand(1);
  static std::string store, file;
  static bool stored = false, all = false, dry_run = false, replace = false, accept_exact = false;
  static MapArguments map;

  CLI::App* command = add_command(*noun, "list", "Download and show the store's listings",
                                  "channel-host sku list shop-th");
  command->add_option("store", store, "Store id")->required()->type_name("STORE");
  command->add_flag("--stored", stored, "Show what was downloaded last; no call");
  command->callback([&] { session.action = [&] { return list(session, store, stored); }; });

  command = add_command(*noun, "download", "Download the products of a store, or of all stores",
                        "channel-host sku download --all");
  command->add_option("store", store, "Store id")->type_name("STORE");
  command->add_flag("--all", all, "Every active, authorised store, several at once");
  command->callback([&] { session.action = [&] { return download(session, store, all); }; });

  command = add_command(
      *noun, "import",
      "Import mapping rules (platform,store,platform_sku,system_sku,quantity,group), all or "
      "nothing. The rows of a platform SKU or group take the place of its rows before",
      "channel-host sku import mapping.csv --dry-run");
  command->add_option("file", file, "CSV file, UTF-8, with a header; , or ;")
      ->required()
      ->type_name("FILE.csv");
  command->add_flag("--dry-run", dry_run, "Only show what would be added, changed and removed");
  command->add_flag("--replace", replace, "Remove every rule that the file does not hold");
  command->callback(
      [&] { session.action = [&] { return import_rules(session, file, dry_run, replace); }; });

  command = add_command(*noun, "export", "All mapping rules as CSV; imports to the same rules",
                        "channel-host sku export --out mapping.csv");
  command->add_option("--out", file, "Write to this file instead of stdout")->type_name("FILE.csv");
  command->callback([&] { session.action = [&] { return export_rules(session, file); }; });

  command =
      add_command(*noun, "unmapped", "Platform SKUs without a rule, most waiting orders first",
                  "channel-host sku unmapped --store shop-th");
  command->add_option("--store", store, "Only this store")->type_name("STORE");
  command->callback([&] { session.action = [&] { return unmapped(session, store); }; });

  command = add_command(*noun, "suggest", "Which system SKU an unmapped SKU could be, with a score",
                        "channel-host sku suggest shop-th");
  command->add_option("store", store, "Store id")->required()->type_name("STORE");
  command->add_flag("--accept-exact", accept_exact, "Map all exact matches");
  command->callback(
      [&] { session.action = [&] { return suggest(session, store, accept_exact); }; });

  command = add_command(*noun, "map", "Map one platform SKU; waiting orders go on by themselves",
                        "channel-host sku map shop-th RED-SHIRT-L 4711 --quantity 2");
  command->add_option("store", map.store, "Store id")->required()->type_name("STORE");
  command->add_option("platform_sku", map.platform_sku, "As the marketplace has it")
      ->required()
      ->type_name("PLATFORM_SKU");
  command->add_option("system_sku", map.system_sku, "As this company has it")
      ->required()
      ->type_name("SYSTEM_SKU");
  command->add_option("--quantity", map.quantity, "Units of the system SKU in one (1)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000000}))
      ->type_name("N");
  command->add_flag("--add", map.add, "Keep the other parts: a bundle");
  command->add_flag("--all-stores", map.all_stores, "For every store of the platform");
  command->callback([&] {
    session.action = [&] {
      const SkuRule rule = rule_of(session, map);
      return apply(session, plan_mapping(session.installation(), rule, map.add), false);
    };
  });

  command = add_command(*noun, "unmap", "Remove the rules of one platform SKU",
                        "channel-host sku unmap shop-th RED-SHIRT-L");
  command->add_option("store", map.store, "Store id")->required()->type_name("STORE");
  command->add_option("platform_sku", map.platform_sku, "As the marketplace has it")
      ->required()
      ->type_name("PLATFORM_SKU");
  command->add_flag("--all-stores", map.all_stores, "The rules for every store of the platform");
  command->callback([&] {
    session.action = [&] {
      const SkuRule rule = rule_of(session, map);
      return apply(
          session,
          plan_unmapping(session.installation(), rule.platform, rule.store, rule.platform_sku),
          false);
    };
  });

  CLI::App* catalogue = noun->add_subcommand("catalogue", "The company's own articles");
  catalogue->require_subcommand(1);
  command = add_command(*catalogue, "import",
                        "Import system SKUs (system_sku,name,barcode), all or nothing",
                        "channel-host sku catalogue import articles.csv");
  command->add_option("file", file, "CSV file")->required()->type_name("FILE.csv");
  command->callback([&] { session.action = [&] { return import_system_skus(session, file); }; });
}

}  // namespace channel_host::cli
