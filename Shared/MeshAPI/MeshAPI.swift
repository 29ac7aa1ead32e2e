// A caller imports this module alone: the generated services need the runtime they are built on.
@_exported public import MeshRPC
@_exported public import ProtobufC
