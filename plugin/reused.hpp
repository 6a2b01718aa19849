// Things that are wanted again and again, and whose memory is kept in between.
#pragma once

#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace lazada {

// Any thread.  What was taken comes back when its last owner lets go of it, which may be after the
// end of the pool.
template <typename T>
class Reused {
 public:
  // A new one, or one as its last owner left it.
  std::shared_ptr<T> take() {
    std::unique_ptr<T> thing = idle_->take();
    return {thing.release(),
            [idle = idle_](T* used) noexcept { idle->give_back(std::unique_ptr<T>(used)); }};
  }

 private:
  class Idle {
   public:
    std::unique_ptr<T> take() {
      {
        const std::lock_guard lock(mutex_);
        if (!things_.empty()) {
          std::unique_ptr<T> thing = std::move(things_.back());
          things_.pop_back();
          return thing;
        }
      }
      return std::make_unique<T>();
    }

    void give_back(std::unique_ptr<T> thing) noexcept {
      try {
        const std::lock_guard lock(mutex_);
        things_.push_back(std::move(thing));
      } catch (const std::bad_alloc&) {  // then it is freed
      }
    }

   private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> things_;
  };

  std::shared_ptr<Idle> idle_ = std::make_shared<Idle>();
};

}  // namespace lazada
