// One process at a time pulls, or pushes, for one store.
#ifndef SAMPLE_HOST_STORES_STORE_LEASE_HPP_
#define SAMPLE_HOST_STORES_STORE_LEASE_HPP_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "installation.hpp"

namespace channel_host {

// Held while the object lives; renewed by a thread of its own.  The lease of a process that is
// dead, or silent for 45 s, is taken over; its fence then makes confirm() fail.
// Of the transactions that write one store's rows only (see db::Transaction).
inline std::string store_scope(std::string_view tenant, std::string_view store) {
  return std::string(tenant).append("/").append(store);
}

class StoreLease {
 public:
  static constexpr std::int64_t kLifeMs = 45'000;

  // work: "pull" or "push".  Throws Failure (kBusy) naming the holder.
  StoreLease(Installation& installation, db::Database& database, std::string store,
             std::string work);
  ~StoreLease();
  StoreLease(const StoreLease&) = delete;
  StoreLease& operator=(const StoreLease&) = delete;

  // Inside the caller's transaction: throws Failure (kBusy) when another has taken over.
  void confirm(db::Database& database);

 private:
  void keep_alive();

  Installation& installation_;
  std::string store_;
  std::string work_;
  std::int64_t fence_ = 0;
  std::unique_ptr<db::Database> own_;  // of the renewing thread
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread renewing_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_LEASE_HPP_
