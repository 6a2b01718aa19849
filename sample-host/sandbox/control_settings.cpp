// The settings of a running sandbox.
#include <array>
#include <nlohmann/json.hpp>

#include "sandbox/control_api.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

constexpr Words<Shape, 2> kShapes = {{{"real", Shape::kReal}, {"doc", Shape::kDoc}}};
constexpr Words<CountMeaning, 2> kCounts = {
    {{"page", CountMeaning::kPage}, {"total", CountMeaning::kTotal}}};
constexpr Words<Rotation, 3> kRotations = {
    {{"strict", Rotation::kStrict}, {"grace", Rotation::kGrace}, {"none", Rotation::kNone}}};

template <typename Enum, size_t N>
const char* WordOf(const Words<Enum, N>& words, Enum value) {
  for (const auto& [word, candidate] : words) {
    if (candidate == value) return word;
  }
  return "";
}

}  // namespace

json DescribeSettings(const Settings& settings) {
  return {{"shape", WordOf(kShapes, settings.shape)},
          {"count", WordOf(kCounts, settings.count)},
          {"count_total", settings.count_total},
          {"masked", settings.masked},
          {"rotation", WordOf(kRotations, settings.rotation)},
          {"rotation_grace_s", settings.rotation_grace_s},
          {"token_life_s", settings.token_life_s},
          {"refresh_life_s", settings.refresh_life_s},
          {"refresh_extends", settings.refresh_extends},
          {"market_subscription", settings.market_subscription},
          {"readable_life", settings.readable_life},
          {"rts_pending", settings.rts_pending},
          {"obey_repeats", settings.obey_repeats},
          {"latency_ms", settings.latency_ms},
          {"timestamp_window_s", settings.timestamp_window_s},
          {"late_rows_s", settings.late_rows_s},
          {"churn", settings.churn}};
}

json ChangeSettings(Marketplace& market, const json& request) {
  Settings settings = market.settings.Get();
  ControlBody body(request, "settings");
  body.Take("shape", kShapes, settings.shape);
  body.Take("count", kCounts, settings.count);
  body.Take("count_total", settings.count_total);
  body.Take("masked", settings.masked);
  body.Take("rotation", kRotations, settings.rotation);
  body.Take("rotation_grace_s", settings.rotation_grace_s, kWaitS);
  body.Take("token_life_s", settings.token_life_s, kLifeS);
  body.Take("refresh_life_s", settings.refresh_life_s, kLifeS);
  body.Take("refresh_extends", settings.refresh_extends);
  body.Take("market_subscription", settings.market_subscription);
  body.Take("readable_life", settings.readable_life);
  body.Take("rts_pending", settings.rts_pending);
  body.Take("obey_repeats", settings.obey_repeats);
  body.Take("latency_ms", settings.latency_ms, kLatencyMs);
  body.Take("timestamp_window_s", settings.timestamp_window_s, kWaitS);
  body.Take("late_rows_s", settings.late_rows_s, kWaitS);
  body.Take("churn", settings.churn, kCount);
  body.Done();
  market.settings.Put(settings);
  return DescribeSettings(settings);
}

}  // namespace sandbox
