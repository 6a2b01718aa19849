#include "fulfilment/effect_journal.hpp"

#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"

namespace channel_host {

using nlohmann::json;

void EffectJournal::intend(std::string_view text, std::int64_t now_ms) {
  const json intent = parse_result(std::string(text), "chapi.effect-intent/1");
  const std::string id = intent.value("intent_id", "");
  if (id.size() < 16) throw_broken_contract("The module announced a change without an id.");
  db::Transaction transaction(database_);
  const std::int64_t added = database_.run(
      "INSERT INTO effect_intent (tenant, store, intent, step, intended_at_ms, document) VALUES "
      "(?, "
      "?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      tenant_, store_, id, intent.value("step", ""), now_ms, text);
  if (added == 0) throw_broken_contract("The module used the intent " + id + " twice.");
  transaction.commit();
}

json EffectJournal::record(std::string_view text, std::int64_t now_ms) {
  json record = parse_result(std::string(text), "chapi.effect-record/1");
  const std::int64_t known = database_.run(
      "UPDATE effect_intent SET result = ?, record = ?, recorded_at_ms = ? WHERE tenant = ? AND "
      "store = ? AND intent = ?",
      record.value("result", "unknown"), text, now_ms, tenant_, store_,
      record.value("intent_id", ""));
  if (known == 0) throw_broken_contract("The module recorded a change that it never announced.");
  return record;
}

json EffectJournal::open_intents() {
  json open = json::array();
  auto rows = database_.query(
      "SELECT document FROM effect_intent WHERE tenant = ? AND store = ? AND (result IS NULL OR "
      "result = 'unknown') ORDER BY intended_at_ms, intent",
      tenant_, store_);
  while (rows.next()) open.push_back(json::parse(rows.text(0)));
  return open;
}

}  // namespace channel_host
