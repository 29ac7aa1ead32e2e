// The echo client on gRPC C++ (completion queue, one thread):
// client CERTIFICATES PORT INFLIGHT SECONDS BYTES, prints "rps p50_us p99_us".
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "echo.grpc.pb.h"
#include "files.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Call {
    grpc::ClientContext context;
    bench::v1::EchoReply reply;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<bench::v1::EchoReply>> reader;
    Clock::time_point started;
};

}  // namespace

int main(int count, char **arguments) {
    if (count != 6) return 64;
    const std::string folder = arguments[1];
    const std::string target = std::string("localhost:") + arguments[2];
    const int inflight = std::atoi(arguments[3]);
    const double seconds = std::atof(arguments[4]);
    const size_t size = std::strtoul(arguments[5], nullptr, 10);

    grpc::SslCredentialsOptions options;
    options.pem_root_certs = contents(folder + "/ca.pem");
    options.pem_private_key = contents(folder + "/client.key");
    options.pem_cert_chain = contents(folder + "/client.pem");
    auto channel = grpc::CreateChannel(target, grpc::SslCredentials(options));
    auto stub = bench::v1::Echo::NewStub(channel);
    grpc::CompletionQueue queue;

    bench::v1::EchoRequest request;
    request.set_id("0123456789abcdef");
    request.set_payload(std::string(size, 'x'));
    int64_t seq = 0;
    auto start = [&] {
        auto *call = new Call;
        request.set_seq(seq++);
        call->started = Clock::now();
        call->reader = stub->AsyncGet(&call->context, request, &queue);
        call->reader->Finish(&call->reply, &call->status, call);
    };

    std::vector<uint32_t> samples;
    samples.reserve(4 << 20);
    const auto warm = Clock::now() + std::chrono::seconds(1);
    const auto end = warm + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    auto now = Clock::now();
    for (int i = 0; i < inflight; i++) start();

    void *tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) {
        std::unique_ptr<Call> call(static_cast<Call *>(tag));
        now = Clock::now();
        if (!call->status.ok()) {
            std::fprintf(stderr, "%s\n", call->status.error_message().c_str());
            return 1;
        }
        if (now >= warm) {
            const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(now - call->started).count();
            samples.push_back(static_cast<uint32_t>(std::min<int64_t>(took, UINT32_MAX)));
        }
        if (now >= end) break;
        start();
    }

    const double elapsed = std::chrono::duration<double>(now - warm).count();
    std::sort(samples.begin(), samples.end());
    std::printf("%.0f %.1f %.1f\n", samples.size() / elapsed, samples[samples.size() / 2] / 1e3,
                samples[samples.size() * 99 / 100] / 1e3);
    std::fflush(stdout);
    // Calls are still in flight, and the queue would wait for them.
    std::_Exit(0);
}
