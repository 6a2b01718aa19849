#include <nlohmann/json.hpp>
#include <optional>

#include "cli/session.hpp"
#include "stores/application.hpp"

namespace channel_host::cli {
namespace {

struct Options {
  std::string key, secret_file, redirect_uri;
  std::optional<std::string> sandbox, ca_file;
  int calls_per_second = Application{}.calls_per_second;
};

Exit set(Session& session, const Options& options) {
  Application application;
  application.key = options.key;
  application.redirect_uri = options.redirect_uri;
  application.sandbox = options.sandbox;
  application.ca_file = options.ca_file;
  application.calls_per_second = options.calls_per_second;
  set_application(session.installation(), application, options.secret_file);
  session.note_sandbox();
  if (session.json) {
    nlohmann::ordered_json shown = {{"key", options.key}, {"redirect_uri", options.redirect_uri}};
    shown["sandbox"] = nullptr;
    if (options.sandbox) shown["sandbox"] = *options.sandbox;
    session.print_json(shown);
  } else {
    session.print("The application " + options.key + " is set; its secret is stored encrypted.");
  }
  return Exit::kOk;
}

}  // namespace

void add_app_commands(CLI::App& app, Session& session) {
  CLI::App* noun = add_noun(
      app, "app", "The developer application that stores authorise",
      "channel-host app set --key 123456 --secret-file secret.txt \\\n      --redirect-uri "
      "http://127.0.0.1:8765/callback");
  static Options options;
  CLI::App* command = add_command(
      *noun, "set", "Set the application of this company",
      "channel-host app set --key 123456 --secret-file secret.txt \\\n      --redirect-uri "
      "http://127.0.0.1:8765/callback --sandbox http://127.0.0.1:8089");
  command->add_option("--key", options.key, "Application key")->required()->type_name("KEY");
  command
      ->add_option("--secret-file", options.secret_file,
                   "File whose first line is the application secret")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--redirect-uri", options.redirect_uri,
                   "Redirect address, exactly as registered with the marketplace")
      ->required()
      ->type_name("URI");
  command
      ->add_option("--sandbox", options.sandbox,
                   "Send all calls to this sandbox (plain HTTP on this machine only)")
      ->type_name("URL");
  command->add_option("--ca-file", options.ca_file, "Certificate authorities to trust besides")
      ->type_name("PEM");
  command
      ->add_option("--calls-per-second", options.calls_per_second,
                   "Most calls of one API in a second (50); what the marketplace allows is not "
                   "published, and its bans are obeyed in any case")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  command->callback([&] { session.action = [&] { return set(session, options); }; });
}

}  // namespace channel_host::cli
