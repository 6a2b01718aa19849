// Reads the members of one JSON object into a struct of scalars, in whatever order they come.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "mapping/key_table.hpp"
#include "mapping/scalar.hpp"
#include "mapping/unreadable.hpp"

namespace lazada::mapping {

// Where a member stands, for messages: "", "items[2]", "address_shipping".
struct Place {
  std::string_view owner;
  int index = -1;  // in an array; -1: not in one
};

// "items[2].item_price is not an amount of money", reason "item_price_unreadable".  Never quotes
// the value: it may be a buyer's.
[[noreturn]] void reject(const Place& place, std::string_view member, std::string_view what);

// "items[2] is no JSON object: ...", reason "not_json".
[[noreturn]] void reject_json(const Place& place, simdjson::error_code error);

// False when something follows the value that was read.
bool fully_read(simdjson::ondemand::document& document);

// `end` is the end of the source text.  Keys outside the table are skipped; `nested(key, value)` is
// called for those whose entry is nullptr.  Of equal keys the last one counts.
template <typename Fields, std::size_t N, typename Nested>
void read_object(simdjson::ondemand::object object, const char* end,
                 const KeyTable<Scalar Fields::*, N>& table, const Place& place, Fields& out,
                 Nested&& nested) {
  for (auto result : object) {
    if (result.error() != simdjson::SUCCESS) reject_json(place, result.error());
    simdjson::ondemand::field& field = result.value_unsafe();
    const auto* entry = table.find(raw_key(field, end));
    if (entry == nullptr) continue;
    if (entry->second == nullptr) {
      nested(entry->first, field.value());
      continue;
    }
    if (!read_scalar(field.value(), out.*(entry->second))) {
      reject(place, entry->first, "is neither text nor number nor truth value");
    }
  }
}

}  // namespace lazada::mapping
