#include "orders/review.hpp"

#include <algorithm>

#include "orders/order_status.hpp"
#include "shell_word.hpp"

namespace channel_host {
namespace {

class Reviewer {
 public:
  Reviewer(const OrderFacts& facts, std::string_view store, std::string_view reference)
      : facts_(facts), store_(store), reference_(reference) {}

  std::vector<Obstacle> obstacles() {
    look_at_state();
    look_at_payment();
    look_at_cancellation();
    look_at_lines();
    look_at_recipient();
    look_at_what_is_left();
    return std::move(found_);
  }

 private:
  void add(std::string_view code, std::string sentence, std::string remedy, bool processing,
           bool shipping, std::vector<std::string> items = {}) {
    found_.push_back(
        {code, std::move(sentence), std::move(remedy), processing, shipping, std::move(items)});
  }
  std::string command(const char* act) const {
    return std::string("channel-host order ") + act + " " + std::string(reference_);
  }

  template <typename Predicate>
  std::vector<std::string> items_that(Predicate predicate) const {
    std::vector<std::string> ids;
    for (const OrderItem& item : facts_.items) {
      if (predicate(item)) ids.push_back(item.item_id);
    }
    return ids;
  }

  void look_at_state() {
    if (facts_.frozen) {
      add("frozen", "The order is frozen.", "Unfreeze it: " + command("unfreeze") + ".", true,
          true);
    }
    if (facts_.state == OrderState::kVoid) {
      add("void", "The order is void.", "To take it up again: " + command("reopen") + ".", true,
          true);
    }
    if (facts_.state == OrderState::kMarkedShipped) {
      add("marked_shipped", "The order is marked as shipped.",
          "If it was not: " + command("reopen") + ".", true, true);
    }
    if (facts_.state == OrderState::kProcessed) {
      add("processed", "The order is processed already.",
          "To change it once more: " + command("reopen") + ".", true, false);
    }
    if (facts_.owner == "host") {
      add("owner_host",
          "The host leads this order: nothing is pushed to the marketplace by itself.",
          "Name it to push it all the same: channel-host shipment push " + std::string(store_) +
              " --order ID; or mark it: " + command("mark-shipped") + ".",
          false, true);
    }
  }

  void look_at_payment() {
    const auto unpaid = items_that([](const OrderItem& item) { return item.status == "unpaid"; });
    if (!unpaid.empty()) {
      add("unpaid", "The buyer has not paid yet.",
          "Wait: the next pull brings the payment. Void the order if it never comes.", true, true,
          unpaid);
    }
    const auto presale = items_that(
        [](const OrderItem& item) { return item.presale_unpaid && waits_for_seller(item); });
    if (presale.empty()) return;
    const bool others = std::any_of(facts_.items.begin(), facts_.items.end(), ships_now);
    add("presale_unpaid", "The final payment of a presale is missing.",
        others ? "The other parts may go; this part follows when it is paid."
               : "Wait: the next pull brings the payment.",
        !others, !others, presale);
  }

  void look_at_cancellation() {
    const auto asked = items_that([&](const OrderItem& item) {
      return waits_for_seller(item) && (item.cancel_requested || facts_.cancel_requested);
    });
    if (!asked.empty()) {
      add("cancel_requested", "The buyer asked to cancel and waits for an answer.",
          "Answer in the marketplace's seller centre, then pull again.", true, true, asked);
    }
    if (facts_.cancel_pending) {
      add("cancel_pending", "A cancellation is agreed and waits for the carrier.",
          "Wait: the next pull tells how it ended.", true, true);
    }
  }

  void look_at_lines() {
    for (const OrderItem& item : facts_.items) {
      if (item.mapping != "unmapped") continue;
      add("unmapped_sku",
          "No rule maps " + (item.sku.empty() ? "the line without SKU, " + item.name : item.sku) +
              ".",
          item.sku.empty() ? "Give the product a seller SKU at the marketplace; void the order or "
                             "ship it by name with --ignore-mapping."
                           : "Map it: channel-host sku map " + std::string(store_) + " " +
                                 (item.sku.starts_with('-') ? "-- " : "") + shell_word(item.sku) +
                                 " SYSTEM_SKU.",
          true, true, {item.item_id});
    }
  }

  void look_at_recipient() {
    if (facts_.masked.empty()) return;
    const auto needing = items_that(needs_recipient);
    if (needing.empty()) return;
    std::string members;
    for (const std::string_view member : facts_.masked) {
      members.append(members.empty() ? "" : ", ").append(member);
    }
    add("masked_recipient",
        "Your own fleet needs the recipient, but the marketplace masked " + members + ".",
        "Read it in the seller centre and enter it: " + command("address") + " --name … --phone ….",
        true, true, needing);
  }

  void look_at_what_is_left() {
    if (facts_.state == OrderState::kVoid) return;
    if (std::any_of(facts_.items.begin(), facts_.items.end(), waits_for_seller)) return;
    const bool live = std::any_of(facts_.items.begin(), facts_.items.end(), [](const OrderItem& i) {
      return status_moves(i.status) || i.status == "unknown";
    });
    if (live) {
      add("nothing_to_ship",
          "No item waits for the seller: the rest is on its way, or goes by the "
          "marketplace or the pick-up counter.",
          "Nothing is to be done; the next pull brings the news.", false, true);
    } else {
      add("nothing_left", "Nothing of the order is open at the marketplace any more.",
          "Nothing is to be done.", true, true);
    }
  }

  const OrderFacts& facts_;
  std::string_view store_;
  std::string_view reference_;
  std::vector<Obstacle> found_;
};

}  // namespace

std::vector<Obstacle> review(const OrderFacts& facts, std::string_view store,
                             std::string_view reference) {
  return Reviewer(facts, store, reference).obstacles();
}

bool may_process(const std::vector<Obstacle>& obstacles) {
  return std::none_of(obstacles.begin(), obstacles.end(),
                      [](const Obstacle& o) { return o.stops_processing; });
}

bool may_ship(const std::vector<Obstacle>& obstacles) {
  return std::none_of(obstacles.begin(), obstacles.end(),
                      [](const Obstacle& o) { return o.stops_shipping; });
}

bool ships_now(const OrderItem& item) { return waits_for_seller(item) && !item.presale_unpaid; }

}  // namespace channel_host
