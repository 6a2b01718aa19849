#include "cli/sku_rule_commands.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "mapping/rule_import.hpp"
#include "mapping/rule_query.hpp"
#include "mapping/sku_rule_table.hpp"
#include "pending_file.hpp"
#include "rfc3339.hpp"
#include "shell_word.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostShown = 100;
constexpr int kExportPage = 5000;

ordered_json document(const SkuRule& rule) {
  return {{"platform", rule.platform},         {"store", rule.store},
          {"platform_sku", rule.platform_sku}, {"system_sku", rule.system_sku},
          {"quantity", rule.quantity},         {"group", rule.group}};
}

void add_changes(ordered_json& shown, const RuleChanges& changes) {
  ordered_json added = ordered_json::array(), changed = ordered_json::array(),
               removed = ordered_json::array();
  for (const SkuRule& rule : changes.added) added.push_back(document(rule));
  for (const auto& [before, after] : changes.changed) {
    ordered_json one = document(after);
    one["quantity_before"] = before.quantity;
    changed.push_back(std::move(one));
  }
  for (const SkuRule& rule : changes.removed) removed.push_back(document(rule));
  shown["added"] = std::move(added);
  shown["changed"] = std::move(changed);
  shown["removed"] = std::move(removed);
  shown["unchanged"] = changes.unchanged;
}

void add_effect(ordered_json& shown, const RuleEffect& effect) {
  shown["orders_mapped"] = effect.orders;
  if (!effect.deferred.empty()) shown["orders_deferred"] = effect.deferred;
}

void show_changes(Session& session, const RuleChanges& changes) {
  std::size_t shown = 0;
  const auto line = [&](const std::string& text) {
    if (shown++ < kMostShown) session.print(text);
  };
  for (const SkuRule& rule : changes.added) line("+ " + sentence_of(rule));
  for (const auto& [before, after] : changes.changed) {
    line("~ " + sentence_of(after) + " (was " + std::to_string(before.quantity) + ")");
  }
  for (const SkuRule& rule : changes.removed) line("- " + sentence_of(rule));
  if (shown > kMostShown) session.print("… and " + std::to_string(shown - kMostShown) + " more");
}

std::string counts(const RuleChanges& changes) {
  return std::to_string(changes.added.size()) + " added, " +
         std::to_string(changes.changed.size()) + " changed, " +
         std::to_string(changes.removed.size()) + " removed, " + std::to_string(changes.unchanged) +
         " unchanged";
}

void warn_deferred(Session& session, const RuleEffect& effect) {
  for (const std::string& why : effect.deferred) {
    session.warn("orders wait for the next pull; " + why);
  }
}

struct ImportArguments {
  std::string file;
  std::string expect;
  bool apply = false;
  ImportOptions options;
};

Exit import_rules(Session& session, const ImportArguments& arguments) {
  Installation& installation = session.installation();
  if (!arguments.expect.empty() && !arguments.apply) {
    throw Failure(Exit::kUsage, "--expect belongs to --apply.");
  }
  ImportOutcome outcome;
  if (arguments.apply) {
    outcome = apply_import(installation, arguments.file, arguments.options, arguments.expect);
  } else {
    outcome.preview = preview_import(installation, arguments.file, arguments.options);
  }
  const RulePreview& preview = outcome.preview;
  const std::size_t refused = preview.refused.size();
  show_refused(session, arguments.file, preview.refused);
  warn_deferred(session, outcome.effect);
  if (session.json) {
    ordered_json shown = {{"applied", outcome.applied}, {"preview", preview.token}};
    add_changes(shown, preview.changes);
    shown["refused"] = refused_document(preview.refused);
    add_effect(shown, outcome.effect);
    session.print_json(shown);
  } else {
    show_changes(session, preview.changes);
    session.print(counts(preview.changes) + ", " + std::to_string(refused) + " refused.");
    if (outcome.effect.orders > 0) {
      session.print(std::to_string(outcome.effect.orders) + " orders were mapped anew.");
    }
  }
  if (refused > 0 && !arguments.options.skip_refused) {
    session.note("channel-host: " + std::to_string(refused) +
                 " lines are refused; nothing was imported. Correct them and import again, or "
                 "leave them out with --skip-refused.");
    return Exit::kInvalidInput;
  }
  if (!arguments.apply) {
    session.note("Nothing was changed yet. To import exactly this: channel-host sku import " +
                 shell_word(arguments.file) + (arguments.options.replace ? " --replace" : "") +
                 (arguments.options.skip_refused ? " --skip-refused" : "") + " --apply --expect " +
                 preview.token);
    return Exit::kOk;
  }
  return refused > 0 ? Exit::kPartial : Exit::kOk;
}

Exit export_rules(Session& session, const std::string& out, bool force) {
  Installation& installation = session.installation();
  if (!out.empty()) check_may_write(out, force);
  std::optional<PendingFile> file;
  if (!out.empty()) file.emplace(out);
  const auto write = [&](const std::string& text) {
    if (file) {
      file->write(text);
    } else if (!session.json) {
      std::cout << text;
    }
  };
  SkuRuleTable table(installation.database(), installation.tenant());
  std::int64_t count = 0;
  write(rule_file_header());
  {
    db::Transaction transaction(installation.database());  // one state, over all pages
    std::string after;
    for (bool more = true; more;) {
      const std::vector<StoredRule> page = table.page({}, after, kExportPage);
      std::string text;
      for (const StoredRule& one : page) {
        if (session.json && !file) session.print_json(document(one.rule));
        text += rule_file_line(one.rule);
      }
      write(text);
      count += static_cast<std::int64_t>(page.size());
      more = page.size() == static_cast<std::size_t>(kExportPage);
      if (more) after = write_rule_cursor(page.back().rule);
    }
    transaction.commit();
  }
  if (!file) return Exit::kOk;
  file->publish(force);
  if (session.json) {
    session.print_json({{"file", out}, {"rules", count}});
  } else {
    session.note(std::to_string(count) + " rules are in " + out + ".");
  }
  return Exit::kOk;
}

struct ListArguments {
  std::vector<std::string> where;
  std::string after;
  int limit = 100;
};

Exit list_rules(Session& session, const ListArguments& arguments) {
  Installation& installation = session.installation();
  RuleQuery query;
  for (const std::string& condition : arguments.where) add_condition(query, condition);
  if (query.store && !query.store->empty()) {
    StoreTable(installation.database(), installation.tenant()).get(*query.store);
  }
  SkuRuleTable rules(installation.database(), installation.tenant());
  std::vector<StoredRule> page = rules.page(query, arguments.after, arguments.limit + 1);
  const bool more = page.size() > static_cast<std::size_t>(arguments.limit);
  if (more) page.pop_back();
  Table table({"PLATFORM", "STORE", "PLATFORM SKU", "QUANTITY", "SYSTEM SKU", "COMBO", "VERSION",
               "CHANGED"});
  for (const StoredRule& one : page) {
    const SkuRule& rule = one.rule;
    if (session.json) {
      ordered_json shown = document(rule);
      shown["version"] = one.version;
      shown["changed_at"] = format_rfc3339(one.changed_at_ms);
      shown["cursor"] = write_rule_cursor(rule);
      session.print_json(shown);
    }
    table.add({rule.platform, rule.store.empty() ? "(all)" : rule.store, rule.platform_sku,
               std::to_string(rule.quantity), rule.system_sku,
               rule.group.empty() ? "-" : rule.group, std::to_string(one.version),
               time_text(one.changed_at_ms)});
  }
  if (!session.json) table.print();
  if (more) session.note("There are more: --after " + write_rule_cursor(page.back().rule));
  return Exit::kOk;
}

struct RuleArguments {
  std::string store, platform_sku, system_sku, group;
  std::int64_t quantity = 1;
  std::int64_t seen = -1;
  bool add = false, all_stores = false;

  SeenVersion seen_version() const { return seen < 0 ? SeenVersion() : SeenVersion(seen); }
};

SkuRule rule_of(Session& session, const RuleArguments& arguments) {
  Installation& installation = session.installation();
  const Store store =
      StoreTable(installation.database(), installation.tenant()).get(arguments.store);
  return {store.platform,         arguments.all_stores ? "" : store.id,
          arguments.platform_sku, arguments.system_sku,
          arguments.quantity,     arguments.group};
}

void add_place_options(CLI::App& command, RuleArguments& arguments) {
  command.add_option("store", arguments.store, "Store id")->required()->type_name("STORE");
  command.add_option("platform_sku", arguments.platform_sku, "As the marketplace has it")
      ->required()
      ->type_name("PLATFORM_SKU");
  command.add_flag("--all-stores", arguments.all_stores,
                   "The rules for every store of the platform");
  command
      .add_option("--expect-version", arguments.seen,
                  "Only if nobody has changed it since this version (sku rules); 0: no rule yet")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
}

void add_import_command(CLI::App& noun, Session& session) {
  static ImportArguments arguments;
  CLI::App* command = add_command(
      noun, "import",
      "Shows what a file of mapping rules (platform,store,platform_sku,system_sku,quantity,group) "
      "would change; does it with --apply, all or nothing. The rows of a platform SKU or combo "
      "take the place of its rows before; other rules stay",
      "channel-host sku import mapping.csv --apply");
  command->add_option("file", arguments.file, "CSV file, UTF-8, with a header; , or ;")
      ->required()
      ->type_name("FILE.csv");
  command->add_flag("--apply", arguments.apply, "Import; without it nothing is changed");
  command
      ->add_option("--expect", arguments.expect, "Only if it still does what this preview showed")
      ->type_name("TOKEN");
  command->add_flag("--replace", arguments.options.replace,
                    "Remove the rules that the file does not hold, of the stores it names (with an "
                    "empty store: of the rules for all stores)");
  command->add_flag("--skip-refused", arguments.options.skip_refused,
                    "Import the right lines although others are refused (then exit code 12)");
  command->callback([&] { session.action = [&] { return import_rules(session, arguments); }; });
}

}  // namespace

void show_refused(Session& session, const std::string& file,
                  const std::vector<LineError>& refused) {
  for (std::size_t i = 0; i < refused.size() && i < kMostShown; ++i) {
    session.note(file + ":" + std::to_string(refused[i].line) + ": " + refused[i].message);
  }
  if (refused.size() > kMostShown) {
    session.note("… and " + std::to_string(refused.size() - kMostShown) + " more.");
  }
}

ordered_json refused_document(const std::vector<LineError>& refused) {
  ordered_json shown = ordered_json::array();
  for (const LineError& error : refused) {
    shown.push_back({{"line", error.line}, {"message", error.message}});
  }
  return shown;
}

Exit show_edit(Session& session, const RuleEdit& edit) {
  warn_deferred(session, edit.effect);
  if (session.json) {
    ordered_json shown;
    add_changes(shown, edit.changes);
    add_effect(shown, edit.effect);
    session.print_json(shown);
    return Exit::kOk;
  }
  show_changes(session, edit.changes);
  session.print(counts(edit.changes) + ".");
  if (edit.effect.orders > 0) {
    session.print(std::to_string(edit.effect.orders) + " orders were mapped anew.");
  }
  return Exit::kOk;
}

void add_sku_rule_commands(CLI::App& noun, Session& session) {
  static std::string out;
  static bool force = false;
  static ListArguments listed;
  static RuleArguments map;
  add_import_command(noun, session);

  CLI::App* command =
      add_command(noun, "export", "All mapping rules as CSV; imports to the same rules",
                  "channel-host sku export --out mapping.csv");
  command->add_option("--out", out, "Write to this file instead of stdout")->type_name("FILE.csv");
  command->add_flag("--force", force, "Replace the file if it exists");
  command->callback([&] { session.action = [&] { return export_rules(session, out, force); }; });

  command = add_command(noun, "rules", "Search the mapping rules, page by page",
                        "channel-host sku rules --where store=shop-th --where contains=shirt");
  command
      ->add_option("--where", listed.where,
                   "KEY=VALUE: platform, store (store= for those of all stores), platform-sku, "
                   "system-sku, group; contains (in either SKU, whatever its letter case, accents "
                   "composed or not, and full-width forms)")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
  command->add_option("--limit", listed.limit, "Rules on the page (100)")
      ->check(CLI::Range(1, 10000))
      ->type_name("N");
  command->add_option("--after", listed.after, "The cursor that the page before ended with")
      ->type_name("CURSOR");
  command->callback([&] { session.action = [&] { return list_rules(session, listed); }; });

  command = add_command(noun, "map", "Map one platform SKU; waiting orders go on by themselves",
                        "channel-host sku map shop-th RED-SHIRT-L 4711 --quantity 2");
  add_place_options(*command, map);
  command->add_option("system_sku", map.system_sku, "As this company has it")
      ->required()
      ->type_name("SYSTEM_SKU");
  command->add_option("--quantity", map.quantity, "Units of the system SKU in one (1)")
      ->check(CLI::Range(std::int64_t{1}, kMostUnits))
      ->type_name("N");
  command->add_flag("--add", map.add, "Keep the other parts: a bundle");
  command
      ->add_option("--group", map.group,
                   "Part of a combo: so many of each part, bought together, are one SYSTEM_SKU")
      ->type_name("NAME");
  command->callback([&] {
    session.action = [&] {
      return show_edit(session, set_rule(session.installation(), rule_of(session, map), map.add,
                                         map.seen_version()));
    };
  });

  command = add_command(noun, "unmap", "Remove the rules of one platform SKU, or a whole combo",
                        "channel-host sku unmap shop-th RED-SHIRT-L");
  add_place_options(*command, map);
  command->add_option("--group", map.group, "Remove this whole combo instead")->type_name("NAME");
  command->callback([&] {
    session.action = [&] {
      return show_edit(
          session, remove_rules(session.installation(), rule_of(session, map), map.seen_version()));
    };
  });
}

}  // namespace channel_host::cli
