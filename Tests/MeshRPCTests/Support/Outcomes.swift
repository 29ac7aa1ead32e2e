import MeshRPC

/// Tells the status of every call that ends.
struct Outcomes: ServerInterceptor {
    let told: Signal<Int32>
    var stage: InterceptorStage { .metrics }

    func ended(_ context: ServerContext, outcome: RPCOutcome) { told.tell(outcome.status) }
}
