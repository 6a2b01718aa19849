// chapi.quota/1: one token bucket per application key and API, and bans, shared by all
// processes on the same data folder.  Kept in a database of its own that is not synced to disk:
// losing it costs nothing, and a call waits for no fsync.  [any thread]
#ifndef SAMPLE_HOST_PORTS_CALL_QUOTA_HPP_
#define SAMPLE_HOST_PORTS_CALL_QUOTA_HPP_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "chapi/host.hpp"
#include "db/database.hpp"

namespace channel_host {

class CallQuota final : public chapi::host::Quota {
 public:
  // `database` may be lost; it is shared by every process that calls the marketplace.
  CallQuota(std::unique_ptr<db::Database> database, chapi::host::Clock& clock,
            double calls_per_second);

  // Of each API.  Any thread.
  void set_rate(double calls_per_second);

  chapi_status acquire(const std::string& app_key, const std::string& api, int count,
                       const chapi_call* call, std::int64_t& banned_ms) override;
  void ban(const std::string& app_key, const std::string& api, std::int64_t ms) override;

 private:
  enum class Answer {
    kYours,    // after the wait
    kBanned,   // ask again after the wait
    kTooLong,  // nothing was taken
  };
  struct Turn {
    Answer answer;
    std::int64_t wait_ms;
  };
  // Calls taken from a bucket ahead of their use: the database is asked once for several.  Those
  // that are not made in time are lost.
  struct Ahead {
    std::int64_t calls = 0;
    std::int64_t until_ms = 0;  // monotonic
  };
  // Takes nothing when the wait would be longer than `longest_wait_ms`.
  Turn take(const std::string& app_key, const std::string& api, int count,
            std::int64_t longest_wait_ms);

  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Ahead> ahead_;
  std::unique_ptr<db::Database> database_;
  chapi::host::Clock& clock_;
  double rate_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_PORTS_CALL_QUOTA_HPP_
