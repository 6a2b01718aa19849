// The memory of what was asked of the marketplace: intents before, records afterwards.
#ifndef SAMPLE_HOST_FULFILMENT_EFFECT_JOURNAL_HPP_
#define SAMPLE_HOST_FULFILMENT_EFFECT_JOURNAL_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/database.hpp"

namespace channel_host {

class EffectJournal {
 public:
  EffectJournal(db::Database& database, std::string tenant, std::string store)
      : database_(database), tenant_(std::move(tenant)), store_(std::move(store)) {}

  // Durable when it returns.  Throws Failure, or chapi::host::Failure for a text that is no
  // chapi.effect-intent/1 or an id that was used before.
  void intend(std::string_view json, std::int64_t now_ms);
  // Inside the caller's transaction; returns the record.
  nlohmann::json record(std::string_view json, std::int64_t now_ms);
  // Intents without a final record, oldest first.
  nlohmann::json open_intents();

 private:
  db::Database& database_;
  std::string tenant_;
  std::string store_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_FULFILMENT_EFFECT_JOURNAL_HPP_
