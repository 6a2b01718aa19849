#include "plugin/open_platform/gateway.hpp"

#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "plugin/open_platform/small_json.hpp"

namespace lazada::open_platform {
namespace {

constexpr int kMostAttempts = 6;
constexpr int kMostBans = 30;  // one-second bans may follow each other in a busy minute
constexpr std::int64_t kFirstPause = 250;
constexpr std::int64_t kLongestPause = 15'000;
constexpr std::int64_t kFileCap = 20LL * 1024 * 1024;
// Everything that a query or form must not contain literally; the rest Poco encodes by itself.
constexpr const char* kReserved = "?#/:;+@&=";

void append_encoded(std::string& to, const std::vector<Parameter>& parameters) {
  for (const Parameter& p : parameters) {
    if (!to.empty() && to.back() != '?') to += '&';
    Poco::URI::encode(p.name, kReserved, to);
    to += '=';
    Poco::URI::encode(p.value, kReserved, to);
  }
}

// An answer that repeats what it was sent must not carry a secret into an error's message.
void hide_secrets(Envelope& envelope, const Request& request, const Secret* token) {
  std::vector<std::string> secrets;
  if (token != nullptr) secrets.push_back(token->reveal());
  for (const Parameter& p : request.parameters) {
    if (p.name == "refresh_token" || p.name == "code") secrets.push_back(p.value);
  }
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    Poco::replaceInPlace(envelope.message, secret, std::string("***"));
    for (std::string& text : envelope.detail)
      Poco::replaceInPlace(text, secret, std::string("***"));
  }
}

// The answer is not Lazada's envelope: the status of HTTP is all there is.
Verdict judge_status(const HttpAnswer& answer, const Request& request) {
  const bool change = request.kind == Request::Kind::kChange;
  Verdict verdict{Error(CHAPI_BAD_RESPONSE, "answer_unreadable", ""), Remedy::kNone, Ban::kNone, 0};
  Error& e = verdict.error;
  e.call = request.path;
  e.http_status = answer.status;
  const std::string status = std::to_string(answer.status);
  if (answer.status == 429) {
    e.status = CHAPI_RATE_LIMITED;
    e.reason = "too_fast";
    e.message = "Lazada answered " + request.path +
                " with HTTP 429: too many calls; it is tried again later.";
    verdict.remedy = Remedy::kBackOff;
  } else if (answer.status >= 500) {
    e.status = CHAPI_UNAVAILABLE;
    e.reason = "platform_unavailable";
    e.effect = change ? CHAPI_EFFECT_UNKNOWN : CHAPI_EFFECT_NONE;
    e.message = "Lazada answered " + request.path + " with HTTP " + status +
                "; its service has trouble, it is tried again later.";
    verdict.remedy = Remedy::kBackOff;
  } else if (answer.status >= 300 && answer.status < 400) {
    e.reason = "redirected";
    e.message = "The server wants to send " + request.path + " elsewhere (HTTP " + status +
                "), which is never followed; check the address and any proxy in between.";
  } else {
    // An empty or HTML page with status 200 comes from a broken or busy edge server.
    e.effect = change ? CHAPI_EFFECT_UNKNOWN : CHAPI_EFFECT_NONE;
    e.message = "The answer to " + request.path + " (HTTP " + status +
                ") is not Lazada's JSON; check the address and any proxy in between.";
    if (answer.status == 200) verdict.remedy = Remedy::kBackOff;
  }
  e.retryable = verdict.remedy != Remedy::kNone;
  return verdict;
}

// A link to a file that the server does not honour (any more).
Verdict judge_link(const HttpAnswer& answer, const Request& request) {
  if (answer.status < 400 || answer.status == 429 || answer.status >= 500) {
    return judge_status(answer, request);
  }
  Error e(CHAPI_UNAVAILABLE, "file_link_refused",
          "Lazada's link to the file answered HTTP " + std::to_string(answer.status) +
              "; such a link lives ten minutes, ask for the document again.");
  e.retryable = true;
  e.http_status = answer.status;
  e.call = request.path;
  return Verdict{e, Remedy::kNone, Ban::kNone, 0};
}

}  // namespace

// One attempt: either `response` or `failure` is set afterwards.
struct Gateway::Attempt {
  int number = 1;
  std::string path;
  std::int64_t took_ms = 0;
  int http_status = 0;
  std::string code;
  std::string request_id;
  std::int64_t server_time_ms = 0;
  std::optional<Response> response;
  std::optional<Verdict> failure;
};

Gateway::Gateway(const Config& config, const Host& host)
    : store_(config.store),
      app_key_(config.app_key),
      log_(host.log()),
      signer_(config.app_secret),
      rate_limit_(config.app_key, config.calls_per_second, host.quota()),
      transport_(config.connections, config.request_timeout_ms, config.ca_file),
      random_(std::random_device{}()) {}

HttpRequest Gateway::build(const Endpoint& endpoint, const Request& request, const Secret* token,
                           const Call& call) const {
  std::vector<Parameter> all = {
      {"app_key", app_key_},
      {"sign_method", "sha256"},
      {"timestamp", std::to_string(call.clock().now_ms() + clock_behind_ms_)}};
  if (token != nullptr) all.push_back({"access_token", token->reveal()});
  const std::size_t system_count = all.size();
  std::copy_if(request.parameters.begin(), request.parameters.end(), std::back_inserter(all),
               [](const Parameter& p) { return !p.value.empty(); });
  Parameter sign{"sign", signer_.sign(request.path, all)};

  HttpRequest http;
  http.origin = endpoint.origin;
  http.kind = request.kind;
  http.name = request.path;
  http.path_and_query = endpoint.base_path + request.path + "?";
  if (request.method == Request::Method::kPost) {
    http.post = true;
    append_encoded(http.form, {all.begin() + static_cast<std::ptrdiff_t>(system_count), all.end()});
    all.resize(system_count);
  }
  all.push_back(std::move(sign));
  append_encoded(http.path_and_query, all);
  return http;
}

void Gateway::run(const Endpoint& endpoint, const Request& request, const Secret* token,
                  const Call& call, const SeeAnswer& see_answer, const ReadWhole& read_whole,
                  std::string& room, Attempt& attempt) {
  attempt.path = request.path;
  HttpAnswer answer;
  const std::int64_t start = call.clock().monotonic_ms();
  ++calls_;
  try {
    answer = transport_.exchange(build(endpoint, request, token, call), call, std::move(room));
  } catch (const Error& e) {
    attempt.took_ms = call.clock().monotonic_ms() - start;
    attempt.failure = Verdict{e, e.retryable ? Remedy::kBackOff : Remedy::kNone, Ban::kNone, 0};
    return;
  }
  attempt.took_ms = call.clock().monotonic_ms() - start;
  attempt.http_status = answer.status;
  attempt.server_time_ms = answer.date_ms;
  if (see_answer) see_answer(answer.body);

  Envelope envelope;
  bool readable = read_whole && read_whole(answer.body, envelope.request_id);
  if (readable) {
    envelope.code = "0";
  } else {
    readable = envelopes_.read(answer.body, envelope) && !envelope.code.empty();
  }
  if (!readable || (envelope.ok() && answer.status != 200)) {
    attempt.failure = judge_status(answer, request);
    return;
  }
  attempt.code = envelope.code;
  attempt.request_id = envelope.request_id;
  if (envelope.ok()) {
    attempt.response =
        Response{std::move(answer.body), std::move(envelope.request_id), answer.date_ms};
  } else {
    hide_secrets(envelope, request, token);
    attempt.failure = judge(envelope, request.path, request.kind);
    attempt.failure->error.http_status = answer.status;
  }
}

Response Gateway::call(const Endpoint& endpoint, const Request& request, const Secret* token,
                       const Call& call, Repeats repeats, const SeeAnswer& see_answer,
                       const ReadWhole& read_whole, std::string room) {
  bool resynced = false;
  int bans = 0;
  int tries = 0;
  for (int number = 1;; ++number) {
    rate_limit_.acquire(request.path, call);
    Attempt attempt;
    attempt.number = number;
    run(endpoint, request, token, call, see_answer, read_whole, room, attempt);
    log(attempt, call);
    if (attempt.response) return std::move(*attempt.response);

    const Verdict& verdict = *attempt.failure;
    const Error& e = verdict.error;
    if (verdict.ban != Ban::kNone) {
      rate_limit_.ban(verdict.ban == Ban::kApplication ? "" : request.path, verdict.ban_ms, call);
    }
    const bool safe = request.kind == Request::Kind::kRead || e.effect == CHAPI_EFFECT_NONE;
    if (e.status == CHAPI_CANCELLED || e.status == CHAPI_DEADLINE || !safe) throw e;
    if (verdict.remedy == Remedy::kResync && !resynced && attempt.server_time_ms > 0) {
      resynced = true;
      clock_behind_ms_ = attempt.server_time_ms - call.clock().now_ms();
      continue;
    }
    if (repeats == Repeats::kNone) throw e;
    if (verdict.remedy == Remedy::kWaitBan) {
      // The next acquire waits.  Of a ban that is too long for that, this error knows the most.
      const std::int64_t longest = std::min(call.remaining_ms() - 1, RateLimit::kLongestWait);
      if (++bans > kMostBans || verdict.ban_ms > longest) throw e;
      continue;
    }
    if (verdict.remedy != Remedy::kBackOff || ++tries >= kMostAttempts) throw e;
    const std::int64_t pause = back_off_ms(tries);
    if (pause >= call.remaining_ms()) throw e;
    call.sleep_ms(pause);
  }
}

std::string Gateway::download(const Target& target, const Call& call) {
  Request request;
  request.path = "(file)";
  HttpRequest http;
  http.origin = target.origin;
  http.path_and_query = target.path_and_query;
  http.name = request.path;
  http.body_cap = kFileCap;
  for (int number = 1;; ++number) {
    Attempt attempt;
    attempt.number = number;
    attempt.path = request.path;
    const std::int64_t start = call.clock().monotonic_ms();
    ++calls_;
    std::optional<HttpAnswer> answer;
    try {
      answer = transport_.exchange(http, call);
      attempt.http_status = answer->status;
      if (answer->status != 200) attempt.failure = judge_link(*answer, request);
    } catch (const Error& e) {
      attempt.failure = Verdict{e, e.retryable ? Remedy::kBackOff : Remedy::kNone, Ban::kNone, 0};
    }
    attempt.took_ms = call.clock().monotonic_ms() - start;
    log(attempt, call);
    if (!attempt.failure) return std::move(answer->body);
    const Error& e = attempt.failure->error;
    const bool ended = e.status == CHAPI_CANCELLED || e.status == CHAPI_DEADLINE;
    const std::int64_t pause = back_off_ms(number);
    if (ended || attempt.failure->remedy != Remedy::kBackOff || number >= kMostAttempts ||
        pause >= call.remaining_ms()) {
      throw e;
    }
    call.sleep_ms(pause);
  }
}

std::int64_t Gateway::back_off_ms(int attempt) {
  const std::int64_t longest = std::min(kLongestPause, kFirstPause << std::min(attempt - 1, 10));
  const std::lock_guard lock(random_mutex_);
  return std::uniform_int_distribution<std::int64_t>(0, longest)(random_);
}

void Gateway::log(const Attempt& attempt, const Call& call) const {
  nlohmann::json event = {{"event", "lazada.request"},
                          {"store", store_},
                          {"api", attempt.path},
                          {"ms", attempt.took_ms},
                          {"attempt", attempt.number}};
  if (*call.correlation_id() != '\0') event["correlation_id"] = call.correlation_id();
  if (attempt.http_status != 0) event["http"] = attempt.http_status;
  if (!attempt.code.empty()) event["code"] = attempt.code;
  if (!attempt.request_id.empty()) event["request_id"] = attempt.request_id;
  if (attempt.failure) event["reason"] = attempt.failure->error.reason;
  log_.write(attempt.failure ? CHAPI_LOG_WARNING : CHAPI_LOG_DEBUG, to_text(event));
}

}  // namespace lazada::open_platform
