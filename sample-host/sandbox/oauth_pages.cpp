#include "sandbox/oauth_pages.hpp"

#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "sandbox/html_text.hpp"

namespace sandbox {
namespace {

// What every step hands to the next one.
constexpr std::array<std::string_view, 7> kCarried = {
    "response_type", "client_id", "redirect_uri", "state", "country", "paste", "force_auth"};
constexpr std::string_view kCookieName = "sandbox_seller=";

std::string Field(const Parameters& parameters, std::string_view name) {
  const auto at = parameters.find(name);
  return at == parameters.end() ? std::string() : at->second;
}

Answer Page(const std::string& title, const std::string& content, int status = 200) {
  return HtmlAnswer(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
          "</title><style>body{font:16px sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
          "label{display:block;margin:.6em 0}table{border-collapse:collapse}td,th{border:1px solid "
          "#999;padding:.2em .6em;text-align:left}.error{color:#a00}</style></head><body><h1>" +
          title + "</h1>" + content +
          "<p><small>Lazada sandbox: no real account is involved.</small></p></body></html>",
      status);
}

Answer ErrorPage(const std::string& sentence) {
  return Page("Authorisation stopped", "<p class=\"error\">" + HtmlText(sentence) + "</p>", 400);
}

Answer RedirectTo(const std::string& uri, const Parameters& added) {
  std::string location = uri;
  for (const auto& [name, value] : added) {
    if (value.empty()) continue;
    std::string encoded;
    Poco::URI::encode(value, "!#$%&'()*+,/:;=?@[]\" ", encoded);
    location += location.find('?') == std::string::npos ? '?' : '&';
    location += name + "=" + encoded;
  }
  Answer answer = HtmlAnswer("", 302);
  answer.location = location;
  return answer;
}

std::string HiddenFields(const Parameters& parameters) {
  std::string html;
  for (const std::string_view name : kCarried) {
    const std::string value = Field(parameters, name);
    if (value.empty()) continue;
    html += "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + HtmlText(value) +
            "\">";
  }
  return html;
}

// Whether the `country` list of the URL offers this site; an empty list offers all.
bool Offers(const Parameters& parameters, const std::string& site) {
  const std::string list = Field(parameters, "country");
  if (list.empty()) return true;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    if (word == site) return true;
  }
  return false;
}

std::string SiteName(const std::string& site) {
  const int region = RegionIndex(site);
  return region < 0 ? "Crossborder" : std::string(Regions()[static_cast<size_t>(region)].site);
}

Answer SignInPage(const Marketplace& market, const Parameters& parameters,
                  const std::string& complaint) {
  std::string options;
  std::string rows;
  std::string last_site;
  for (const Account& account : market.accounts()) {
    if (!Offers(parameters, account.site)) continue;
    if (account.site != last_site) {
      options += "<option value=\"" + account.site + "\"" +
                 (Field(parameters, "site") == account.site ? " selected" : "") + ">" +
                 SiteName(account.site) + "</option>";
      last_site = account.site;
    }
    rows += "<tr><td>" + SiteName(account.site) + "</td><td>" + HtmlText(account.login) +
            "</td><td>" + (account.main_account ? "main account" : "sub account") + "</td><td>" +
            HtmlText(account.shops.front()->name) + "</td></tr>";
  }
  const std::string error =
      complaint.empty() ? "" : "<p class=\"error\">" + HtmlText(complaint) + "</p>";
  return Page(
      "Sign in to authorise",
      "<p>Application " + HtmlText(market.options().app_key) +
          " asks for access to your store.</p>" + error +
          "<form method=\"post\" action=\"/auth/oauth/authorize/signin\">" +
          HiddenFields(parameters) + "<label>Site <select name=\"site\">" + options +
          "</select></label><label>Account <input name=\"account\" value=\"" +
          HtmlText(Field(parameters, "account")) +
          "\"></label><label>Password <input name=\"password\" type=\"password\"></label>"
          "<button>Sign in</button></form><h2>Test accounts</h2><p>Password of all: <code>" +
          std::string(kAccountPassword) +
          "</code></p><table><tr><th>Site</th><th>Account</th><th>Kind</th><th>Store</th>"
          "</tr>" +
          rows + "</table>",
      complaint.empty() ? 200 : 401);
}

// Proves that somebody signed in; made from the login, so nothing needs to be remembered.
std::string Ticket(const Marketplace& market, const std::string& login) {
  return login + "." + Sign(market.options().app_secret, "/ticket", {{"login", login}});
}

const Account* AccountOfTicket(const Marketplace& market, const std::string& ticket) {
  for (const Account& account : market.accounts()) {
    if (Ticket(market, account.login) == ticket) return &account;
  }
  return nullptr;
}

std::string TicketInCookie(const std::string& cookie) {
  const size_t at = cookie.find(kCookieName);
  if (at == std::string::npos) return {};
  const size_t from = at + kCookieName.size();
  return cookie.substr(from, cookie.find(';', from) - from);
}

// The account that the fields name, by ticket or by password; else a sentence in `complaint`.
const Account* SignedIn(const Marketplace& market, const Parameters& parameters,
                        std::string& complaint) {
  const std::string ticket = Field(parameters, "ticket");
  if (!ticket.empty()) {
    const Account* account = AccountOfTicket(market, ticket);
    if (account == nullptr) complaint = "Your session has ended. Sign in again.";
    return account;
  }
  const Account* account = market.FindAccount(Field(parameters, "account"));
  if (account == nullptr || Field(parameters, "password") != kAccountPassword) {
    complaint = "PASSWORD_NOT_MATCH: account or password is wrong.";
    return nullptr;
  }
  if (account->site != Field(parameters, "site")) {
    complaint = "This account has no store on the chosen site.";
    return nullptr;
  }
  if (!Offers(parameters, account->site)) {
    complaint = "This site cannot be chosen for the application.";
    return nullptr;
  }
  return account;
}

Answer ConsentPage(const Marketplace& market, const Parameters& parameters,
                   const Account& account) {
  std::string stores;
  for (const Shop* shop : account.shops) {
    stores += "<li>" + HtmlText(shop->name) + " (" + std::string(shop->venue().site) + ", seller " +
              std::to_string(shop->seller_id) + ")</li>";
  }
  const std::string ticket = Ticket(market, account.login);
  Answer answer = Page(
      "Authorise the application",
      "<p>" + HtmlText(account.login) + " gives application " + HtmlText(market.options().app_key) +
          " access to:</p><ul>" + stores +
          "</ul><form method=\"post\" action=\"/auth/oauth/authorize/decide\">" +
          HiddenFields(parameters) + "<input type=\"hidden\" name=\"ticket\" value=\"" +
          HtmlText(ticket) +
          "\"><button name=\"decision\" value=\"authorise\">Authorise</button> "
          "<button name=\"decision\" value=\"paste\">Authorise and show the code to copy</button> "
          "<button name=\"decision\" value=\"deny\">Refuse</button></form>");
  answer.set_cookie = std::string(kCookieName) + ticket + "; Path=/auth/oauth; HttpOnly";
  return answer;
}

Answer CopyCodePage(const std::string& code) {
  return Page("Copy your approval code",
              "<p>Paste this code into the application within 30 minutes. It works once.</p>"
              "<p><code id=\"approval-code\">" +
                  HtmlText(code) + "</code></p>");
}

Answer Decide(Marketplace& market, const Parameters& parameters) {
  const std::string redirect = Field(parameters, "redirect_uri");
  const std::string state = Field(parameters, "state");
  const std::string decision = Field(parameters, "decision");
  if (decision == "deny") {
    return RedirectTo(redirect, {{"error", "access_denied"}, {"state", state}});
  }
  std::string complaint;
  const Account* account = SignedIn(market, parameters, complaint);
  if (account == nullptr) return SignInPage(market, parameters, complaint);
  if (decision != "authorise" && decision != "paste") {
    return ConsentPage(market, parameters, *account);
  }
  if (const std::string error = market.sign_in_trouble.ErrorOf(account->login); !error.empty()) {
    return RedirectTo(redirect, {{"error", error}, {"state", state}});
  }
  const std::string code =
      market.tokens.NewCode(market.options().app_key,
                            {account->login, account->site, account->shops}, market.clock.NowMs());
  if (decision == "paste" || Field(parameters, "paste") == "1") return CopyCodePage(code);
  return RedirectTo(redirect, {{"code", code}, {"state", state}});
}

}  // namespace

Answer HandleAuthorize(Marketplace& market, const std::string& method, const std::string& path,
                       const Parameters& parameters, const std::string& cookie) {
  if (Field(parameters, "client_id") != market.options().app_key) {
    return ErrorPage("The application key (client_id) is not known.");
  }
  const auto& registered = market.options().redirect_uris;
  const std::string redirect = Field(parameters, "redirect_uri");
  if (std::find(registered.begin(), registered.end(), redirect) == registered.end()) {
    return ErrorPage("The redirect uri does not match the callback URL of the application.");
  }
  if (Field(parameters, "response_type") != "code") {
    return RedirectTo(
        redirect, {{"error", "unsupported_response_type"}, {"state", Field(parameters, "state")}});
  }
  if (method == "GET" && path.empty()) {
    const Account* account = AccountOfTicket(market, TicketInCookie(cookie));
    // Without force_auth a seller who is signed in already is asked for consent only.
    if (account != nullptr && Field(parameters, "force_auth") != "true" &&
        Offers(parameters, account->site)) {
      return ConsentPage(market, parameters, *account);
    }
    return SignInPage(market, parameters, "");
  }
  if (method == "POST" && path == "/signin") {
    std::string complaint;
    const Account* account = SignedIn(market, parameters, complaint);
    if (account == nullptr) return SignInPage(market, parameters, complaint);
    return ConsentPage(market, parameters, *account);
  }
  if (method == "POST" && path == "/decide") return Decide(market, parameters);
  return Page("Not found", "<p>There is no such page.</p>", 404);
}

}  // namespace sandbox
