public import CProtobufC

/// protobuf-c's description of a message type, under a name that generated code can use without importing protobuf-c.
public typealias MessageDescription = ProtobufCMessageDescriptor
