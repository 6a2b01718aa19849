// Repeatable random numbers: the same seed makes the same shop on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sandbox {

// One step of splitmix64; also mixes two numbers into a seed.
constexpr uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}
constexpr uint64_t Mix(uint64_t a, uint64_t b) { return Mix(a ^ Mix(b)); }

class Random {
 public:
  explicit constexpr Random(uint64_t seed) : state_(seed) {}

  constexpr uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    return Mix(state_);
  }
  // 0 … bound-1; `bound` above zero.
  constexpr uint64_t Below(uint64_t bound) { return Next() % bound; }
  constexpr bool Chance(unsigned percent) { return Below(100) < percent; }

  template <typename T, size_t N>
  constexpr const T& Pick(const std::array<T, N>& from) {
    return from[Below(N)];
  }

  // `count` letters and digits.
  std::string Letters(size_t count) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string text;
    for (size_t i = 0; i < count; ++i) text += kLetters[Below(kLetters.size())];
    return text;
  }
  std::string Digits(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += static_cast<char>('0' + Below(10));
    return text;
  }

 private:
  uint64_t state_;
};

// Sixteen lower-case hex digits.
inline std::string Hex16(uint64_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, kDigits[0]);
  for (size_t i = 16; i-- > 0; value >>= 4U) text[i] = kDigits[value & 15U];
  return text;
}

}  // namespace sandbox
