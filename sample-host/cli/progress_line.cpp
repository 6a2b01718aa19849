#include "cli/progress_line.hpp"

#include <iostream>
#include <utility>

namespace channel_host::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);

}  // namespace

ProgressLine::ProgressLine(bool shown, std::string unit)
    : shown_(shown), unit_(std::move(unit)), begin_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
  if (shown_ && !parts_.empty()) std::cerr << "\r\033[K" << std::flush;
}

void ProgressLine::update(const std::string& part, std::int64_t done, std::int64_t total) {
  if (!shown_) return;
  const std::lock_guard lock(mutex_);
  parts_[part] = Part{done, total};
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < kRedraw) return;
  drawn_ = now;
  draw();
}

void ProgressLine::draw() {
  std::int64_t done = 0, total = 0;
  bool known = true;
  for (const auto& [name, part] : parts_) {
    done += part.done;
    total += part.total;
    known = known && part.total >= part.done;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line = std::to_string(done);
  if (known) line += " of " + std::to_string(total);
  line += " " + unit_ + ", " + std::to_string(static_cast<std::int64_t>(rate)) + "/s";
  if (known && rate > 0) {
    const auto left = static_cast<std::int64_t>(static_cast<double>(total - done) / rate);
    line += ", about " + std::to_string(left) + " s left";
  }
  std::cerr << "\r\033[K" << line << std::flush;
}

}  // namespace channel_host::cli
