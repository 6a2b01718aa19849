// Finds the member that a JSON key names, without comparing it with every name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace lazada::mapping {

// Built at compile time from pairs of key and enumerator.
template <typename Member, std::size_t N>
class KeyTable {
 public:
  using Entry = std::pair<std::string_view, Member>;

  consteval explicit KeyTable(const std::array<Entry, N>& entries) : entries_(entries) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t slot = hash(entries_[i].first);
      while (slots_[slot] != 0) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint8_t>(i + 1);
    }
  }

  // nullptr when no member has that key.
  constexpr const Entry* find(std::string_view key) const {
    if (key.empty()) return nullptr;
    for (std::size_t slot = hash(key); slots_[slot] != 0; slot = (slot + 1) % kSlots) {
      const Entry& entry = entries_[slots_[slot] - 1U];
      if (entry.first == key) return &entry;
    }
    return nullptr;
  }

 private:
  static_assert(N < 255);
  static constexpr std::size_t kSlots = 512;

  static constexpr std::size_t hash(std::string_view key) {
    const auto at = [key](std::size_t i) { return static_cast<unsigned char>(key[i]); };
    return (key.size() * 61U + at(0) * 7U + at(key.size() / 2) * 31U + at(key.size() - 1) * 131U) %
           kSlots;
  }

  std::array<Entry, N> entries_;
  std::array<std::uint8_t, kSlots> slots_{};
};

}  // namespace lazada::mapping
