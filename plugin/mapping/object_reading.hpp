// Reads the members of one JSON object into a struct of scalars, in whatever order they come.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

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

// The keys of the last object, one after the other.  The objects of a list mostly have the same
// keys in the same order, and comparing a key with the one that is expected is less work than
// finding its end and its entry.  For the objects of one text, which it points into.
template <typename Member, std::size_t N>
class LastKeys {
 public:
  using Entry = typename KeyTable<Member, N>::Entry;

  // The entry of the key that begins at `key`, the object's key number `at`; nullptr: none.
  const Entry* find(const KeyTable<Member, N>& table, std::size_t at, const char* key,
                    const char* end) {
    if (at >= kMost) return table.find(raw_key(key, end));
    if (at == keys_.size()) keys_.emplace_back();
    Key& last = keys_[at];
    const std::size_t size = last.text.size();
    if (size != 0 && size <= static_cast<std::size_t>(end - key) &&
        std::memcmp(last.text.data(), key, size) == 0) {
      return last.entry;
    }
    const std::string_view name = raw_key(key, end);
    last = {{key, name.size() + 1}, table.find(name)};  // with its closing quote
    return last.entry;
  }

 private:
  static constexpr std::size_t kMost = 128;
  struct Key {
    std::string_view text;
    const Entry* entry = nullptr;
  };
  std::vector<Key> keys_;
};

// `find(at, key)` is the entry of a key.  Keys that have none are skipped; `nested(key, value)` is
// called for those whose entry is nullptr.  Of equal keys the last one counts.
template <typename Find, typename Fields, typename Nested>
void read_members(simdjson::ondemand::object object, Find&& find, const Place& place, Fields& out,
                  Nested&& nested) {
  std::size_t at = 0;
  for (auto result : object) {
    if (result.error() != simdjson::SUCCESS) reject_json(place, result.error());
    simdjson::ondemand::field& field = result.value_unsafe();
    const auto* entry = find(at++, field.key().raw());
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

// `end` is the end of the source text.
template <typename Fields, std::size_t N, typename Nested>
void read_object(simdjson::ondemand::object object, const char* end,
                 const KeyTable<Scalar Fields::*, N>& table, const Place& place, Fields& out,
                 Nested&& nested) {
  read_members(
      object, [&](std::size_t, const char* key) { return table.find(raw_key(key, end)); }, place,
      out, nested);
}

// The same for one object of many.
template <typename Fields, std::size_t N, typename Nested>
void read_object(simdjson::ondemand::object object, const char* end,
                 const KeyTable<Scalar Fields::*, N>& table, LastKeys<Scalar Fields::*, N>& last,
                 const Place& place, Fields& out, Nested&& nested) {
  read_members(
      object, [&](std::size_t at, const char* key) { return last.find(table, at, key, end); },
      place, out, nested);
}

}  // namespace lazada::mapping
