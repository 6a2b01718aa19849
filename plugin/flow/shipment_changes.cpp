#include "plugin/flow/shipment_changes.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lazada::flow {
namespace {

using open_platform::Error;
using open_platform::Request;

constexpr int kMostAttempts = 3;
constexpr std::int64_t kFirstPauseMs = 1000;  // doubles with every attempt

// What to do with items that are not done and whose state says that they still may be.
enum class Way { kRepeat, kSplit, kSplitByWarehouse, kWait, kGiveUp };

Way way_of(const Error& error) {
  if (error.platform_code == "700022") return Way::kSplit;             // more than 20
  if (error.platform_code == "700029") return Way::kSplitByWarehouse;  // different warehouses
  if (error.platform_code == "700031") return Way::kWait;              // not ready to fulfil
  return error.retryable ? Way::kRepeat : Way::kGiveUp;
}

// What the request held was refused, not whoever sent it.
bool blames_content(const Error& error) {
  return !error.platform_code.empty() && error.status != CHAPI_PERMISSION_DENIED &&
         error.status != CHAPI_UNAUTHENTICATED && error.status != CHAPI_UNSUPPORTED;
}

std::vector<FulfilmentEntry> entries_of(const std::vector<Parcel>& parcels) {
  std::vector<FulfilmentEntry> entries;
  for (const Parcel& parcel : parcels) {
    FulfilmentEntry entry{parcel.order_id, {}, parcel.package_id};
    for (const ShipmentItem* item : parcel.items) entry.item_ids.push_back(item->state.item_id);
    entries.push_back(std::move(entry));
  }
  return entries;
}

const EntryAnswer* find_answer(const FulfilmentAnswer& answer, const Parcel& parcel,
                               const ShipmentItem& item) {
  for (const EntryAnswer& entry : answer.entries) {
    const bool same = parcel.package_id.empty()
                          ? entry.order_id == parcel.order_id && entry.item_id == item.state.item_id
                          : entry.package_id == parcel.package_id;
    if (same) return &entry;
  }
  return nullptr;
}

}  // namespace

bool ends_call(const Error& error) {
  switch (error.status) {
    case CHAPI_CANCELLED:
    case CHAPI_DEADLINE:
    case CHAPI_UNAUTHENTICATED:
    case CHAPI_HOST_FAILED:
      return true;
    default:
      return false;
  }
}

void ShipmentChanges::run(Step step, const std::vector<Parcel>& parcels,
                          const Allocation& allocation) {
  enqueue({step, {}, allocation, 1}, parcels, 1);
  while (!queue_.empty()) {
    const Batch batch = std::move(queue_.front());
    queue_.pop_front();
    call_.check();
    if (batch.attempt > 1) call_.sleep_ms(kFirstPauseMs << (batch.attempt - 2));
    send(batch);
  }
}

void ShipmentChanges::enqueue(const Batch& like, const std::vector<Parcel>& parcels, int attempt) {
  for (std::size_t from = 0; from < parcels.size(); from += kEntriesPerCall) {
    const std::size_t to = std::min(parcels.size(), from + kEntriesPerCall);
    Batch batch{like.step, {}, like.allocation, attempt};
    batch.parcels.assign(parcels.begin() + static_cast<std::ptrdiff_t>(from),
                         parcels.begin() + static_cast<std::ptrdiff_t>(to));
    queue_.push_back(std::move(batch));
  }
}

void ShipmentChanges::send(const Batch& batch) {
  const Request request = change_request(batch.step, entries_of(batch.parcels), batch.allocation);
  std::vector<OrderItemIds> orders;
  std::vector<std::string> packages;
  for (const Parcel& parcel : batch.parcels) {
    OrderItemIds order{parcel.order_id, {}};
    for (const ShipmentItem* item : parcel.items) order.item_ids.push_back(item->state.item_id);
    orders.push_back(std::move(order));
    if (!parcel.package_id.empty()) packages.push_back(parcel.package_id);
  }
  const std::string intent_id = effects_.intend(batch.step, request.path, orders, packages);

  std::vector<Report> reports;
  PlatformWords words;
  bool whole_batch = false;
  std::optional<Error> fatal;
  try {
    const FulfilmentAnswer answer = read_change_answer(client_.send(request, call_));
    words = {answer.code, answer.request_id, answer.message};
    whole_batch = !answer.success;
    reports = read_answer(batch, answer, request.path);
  } catch (const Error& error) {
    words = {error.platform_code, error.request_id, error.message};
    whole_batch = true;
    const bool unsent = error.effect == CHAPI_EFFECT_NONE;
    Error known = error;
    if (!unsent) known.retryable = true;  // once it is read that nothing happened
    // Lazada's refusals are looked at too: they tell that a state is not what it was.
    const bool doubtful = !unsent || !error.platform_code.empty();
    for (const Parcel& parcel : batch.parcels) {
      for (ShipmentItem* item : parcel.items) {
        reports.push_back(
            {item, unsent ? EffectResult::kNone : EffectResult::kUnknown, doubtful, known});
      }
    }
    if (ends_call(error)) fatal = error;
  }
  if (!fatal) look(batch.step, reports, fatal);
  record(intent_id, reports, words);
  if (fatal) throw *fatal;
  go_on(batch, reports, whole_batch);
}

// Moves the items that Lazada reports as done; doubts the others.
std::vector<ShipmentChanges::Report> ShipmentChanges::read_answer(const Batch& batch,
                                                                  const FulfilmentAnswer& answer,
                                                                  const std::string& path) {
  std::vector<Report> reports;
  for (const Parcel& parcel : batch.parcels) {
    for (ShipmentItem* item : parcel.items) {
      Report report{item, EffectResult::kUnknown, true, std::nullopt};
      const EntryAnswer* entry = answer.success ? find_answer(answer, parcel, *item) : nullptr;
      const bool packed = batch.step != Step::kPack || (entry && !entry->package_id.empty());
      if (entry && entry->code == "0" && packed) {
        advance(batch.step, item->state);
        if (batch.step == Step::kPack) {
          item->state.package_id = entry->package_id;
          item->state.tracking_number = entry->tracking_number;
          item->state.carrier = entry->carrier;
        }
        item->steps.push_back(batch.step);
        report.effect = EffectResult::kDone;
        report.doubtful = false;
      } else if (entry && entry->code != "0" && !entry->code.empty()) {
        report.error = judge_code(path, entry->code, entry->message, answer.request_id);
        if (entry->retry) report.error->retryable = *entry->retry;  // Lazada's own flag decides
      } else if (!answer.success) {
        report.error = judge_code(path, answer.code, answer.message, answer.request_id);
      } else {
        Error error(CHAPI_BAD_RESPONSE, "answer_incomplete",
                    "Lazada's answer of " + path + " says nothing clear of this item.");
        error.retryable = true;
        error.request_id = answer.request_id;
        report.error = error;
      }
      reports.push_back(std::move(report));
    }
  }
  return reports;
}

// Reads what is in doubt: even a refusal may hide that the change has happened.
void ShipmentChanges::look(Step step, std::vector<Report>& reports, std::optional<Error>& fatal) {
  std::set<std::string> orders;
  for (const Report& report : reports) {
    if (report.doubtful) orders.insert(report.item->order_id);
  }
  if (orders.empty()) return;
  std::optional<Error> blind;
  try {
    book_.read(orders);
  } catch (const Error& error) {
    blind = error;
    if (ends_call(error)) fatal = error;
  }
  for (Report& report : reports) {
    if (!report.doubtful) continue;
    const bool unread = blind || book_.unreadable().contains(report.item->order_id);
    if (unread) {
      report.effect = EffectResult::kUnknown;
      Outcome outcome = failed(*report.error);
      outcome.kind = Outcome::Kind::kUnknown;
      outcome.retryable = true;
      outcome.message += " Whether it happened could not be read; the next push looks first.";
      report.item->outcome = std::move(outcome);
    } else if (is_done(step, report.item->state)) {
      report.effect = EffectResult::kDone;
      report.item->steps.push_back(step);
    } else {
      report.effect = EffectResult::kNone;
    }
  }
}

void ShipmentChanges::record(const std::string& intent_id, const std::vector<Report>& reports,
                             const PlatformWords& words) {
  std::vector<ItemEffect> effects;
  for (const Report& report : reports) {
    const mapping::ItemState& state = report.item->state;
    ItemEffect effect{report.item->order_id,
                      state.item_id,
                      report.effect,
                      state.package_id,
                      state.tracking_number,
                      state.carrier,
                      {},
                      {}};
    if (report.effect != EffectResult::kDone && report.error) {
      effect.platform_code = report.error->platform_code;
      effect.message = report.error->message;
    }
    effects.push_back(std::move(effect));
  }
  effects_.record(intent_id, effects, words);
}

// Decides how the items go on that are certainly not done.
void ShipmentChanges::go_on(const Batch& batch, const std::vector<Report>& reports,
                            bool whole_batch) {
  std::map<const ShipmentItem*, const Report*> behind;
  for (const Report& report : reports) {
    if (report.effect != EffectResult::kNone) continue;
    const Decision decision = decide(report.item->state, goal_);
    // Cancelled or moved meanwhile: the state itself is the answer.
    if (decision.kind != Decision::Kind::kStep || decision.step != batch.step) continue;
    behind.emplace(report.item, &report);
  }

  std::vector<Parcel> repeat, split;
  for (const Parcel& parcel : batch.parcels) {
    std::map<Way, Parcel> parts;
    for (ShipmentItem* item : parcel.items) {
      const auto found = behind.find(item);
      if (found == behind.end()) continue;
      const Report& report = *found->second;
      Way way = report.doubtful ? way_of(*report.error) : Way::kGiveUp;
      if (way == Way::kGiveUp && whole_batch && report.doubtful && blames_content(*report.error)) {
        way = Way::kSplit;  // one may spoil all
      }
      if ((way == Way::kRepeat && batch.attempt >= kMostAttempts) ||
          (way == Way::kSplit && batch.parcels.size() == 1) ||
          (way == Way::kSplitByWarehouse && parcel.items.size() == 1)) {
        way = Way::kGiveUp;
      }
      if (way == Way::kGiveUp || way == Way::kWait) {
        settle(*item, *report.error, way == Way::kWait);
        continue;
      }
      Parcel& part = parts[way];
      part.order_id = parcel.order_id;
      part.package_id = parcel.package_id;
      part.items.push_back(item);
    }
    for (auto& [way, part] : parts) {
      if (way == Way::kRepeat) repeat.push_back(std::move(part));
      if (way == Way::kSplit) split.push_back(std::move(part));
      if (way == Way::kSplitByWarehouse) split_by_warehouse(batch, part);
    }
  }
  enqueue(batch, repeat, batch.attempt + 1);
  const auto middle = split.begin() + static_cast<std::ptrdiff_t>((split.size() + 1) / 2);
  enqueue(batch, {split.begin(), middle}, batch.attempt);
  enqueue(batch, {middle, split.end()}, batch.attempt);
}

void ShipmentChanges::settle(ShipmentItem& item, const Error& error, bool waiting) {
  Outcome outcome = failed(error);
  if (waiting) outcome.kind = Outcome::Kind::kWaiting;
  if (waiting || error.status == CHAPI_CONFLICT) outcome.retryable = true;
  item.outcome = std::move(outcome);
}

// A request for each warehouse; where Lazada tells apart what we do not, one for each item.
void ShipmentChanges::split_by_warehouse(const Batch& batch, const Parcel& parcel) {
  std::map<std::string, Parcel> parts;
  for (ShipmentItem* item : parcel.items) parts[item->state.warehouse].items.push_back(item);
  if (parts.size() == 1) {
    parts.clear();
    for (ShipmentItem* item : parcel.items) parts[item->state.item_id].items.push_back(item);
  }
  for (auto& [name, part] : parts) {
    part.order_id = parcel.order_id;
    enqueue(batch, {part}, batch.attempt);
  }
}

}  // namespace lazada::flow
