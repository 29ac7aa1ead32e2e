// The echo server on gRPC C++ (callback interface): server CERTIFICATES, prints the port it listens on.
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"
#include "files.h"

namespace {

class EchoService final : public bench::v1::Echo::CallbackService {
    grpc::ServerUnaryReactor *Get(grpc::CallbackServerContext *context, const bench::v1::EchoRequest *request,
                                  bench::v1::EchoReply *reply) override {
        reply->set_id(request->id());
        reply->set_seq(request->seq());
        reply->set_payload(request->payload());
        auto *reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

}  // namespace

int main(int count, char **arguments) {
    if (count != 2) return 64;
    const std::string folder = arguments[1];
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = contents(folder + "/ca.pem");
    options.pem_key_cert_pairs.push_back({contents(folder + "/server.key"), contents(folder + "/server.pem")});

    EchoService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
    builder.RegisterService(&service);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0) return 1;
    std::printf("%d\n", port);
    std::fflush(stdout);
    server->Wait();
}
