#include "cli/failure_report.hpp"

#include <atomic>
#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>

#include "chapi/host.hpp"
#include "cli/advice.hpp"

namespace channel_host::cli {

std::atomic<bool>& interrupted() {
  static std::atomic<bool> flag{false};
  return flag;
}

nlohmann::ordered_json error_document(const chapi_error& error) {
  nlohmann::ordered_json document = {{"status", error.status},
                                     {"reason", error.reason},
                                     {"message", error.message},
                                     {"retryable", error.retryable != 0}};
  if (error.platform_code[0] != '\0') document["platform_code"] = error.platform_code;
  if (error.request_id[0] != '\0') document["request_id"] = error.request_id;
  if (error.call[0] != '\0') document["call"] = error.call;
  if (error.http_status != 0) document["http_status"] = error.http_status;
  if (error.retry_after_ms >= 0) document["retry_after_ms"] = error.retry_after_ms;
  const Advice advice = advice_for(error);
  document["remedy"] = advice.remedy;
  document["who"] = advice.who;
  return document;
}

Exit report_failure(const Session& session, std::exception_ptr failure, const std::string& store) {
  const std::string prefix = "channel-host: " + (store.empty() ? "" : store + ": ");
  try {
    std::rethrow_exception(failure);
  } catch (const chapi::host::Failure& f) {
    const chapi_error& error = f.error;
    const Advice advice = advice_for(error);
    const Exit code = exit_code_of(error, interrupted().load());
    session.note(prefix + (error.message[0] != '\0' ? std::string(error.message) : advice.meaning));
    if (code == Exit::kInterrupted) {
      session.note("  What to do: " + advice.remedy);
      return code;
    }
    session.note("  Meaning:      " + advice.meaning);
    if (error.call[0] != '\0') session.note(std::string("  Call:         ") + error.call);
    if (error.platform_code[0] != '\0') {
      session.note(std::string("  Code:         ") + error.platform_code);
    }
    if (error.request_id[0] != '\0') {
      session.note(std::string("  Request id:   ") + error.request_id);
    }
    if (error.retry_after_ms > 0) {
      session.note("  Wait:         " + std::to_string((error.retry_after_ms + 999) / 1000) + " s");
    }
    session.note("  What to do:   " + advice.remedy);
    session.note("  Who can mend: " + advice.who);
    return code;
  } catch (const Failure& f) {
    session.note(prefix + f.message);
    for (const std::string& point : f.points) session.note("  " + point);
    return f.code;
  } catch (const std::filesystem::filesystem_error& e) {
    session.note(prefix + e.what());
    return Exit::kFile;
  } catch (const std::bad_alloc&) {
    session.note(prefix + "There is not enough memory.");
    return Exit::kDefect;
  } catch (const std::exception& e) {
    session.note(prefix + "A defect of channel-host: " + e.what() + ". Please report it.");
    return Exit::kDefect;
  }
}

}  // namespace channel_host::cli
