// Package wire has what both programs need: the messages of grpc.testing.TestService and mutual TLS as the mesh has it.
//
// The messages are written by hand, as far as the cases need them.
package wire

import "github.com/gogo/protobuf/proto"

// Service is what both programs speak of.
const Service = "grpc.testing.TestService"

// Empty is google.protobuf.Empty.
type Empty struct{}

func (m *Empty) Reset()         { *m = Empty{} }
func (m *Empty) String() string { return "" }
func (*Empty) ProtoMessage()    {}

// Payload is some bytes.
type Payload struct {
	Body []byte `protobuf:"bytes,2,opt,name=body,proto3"`
}

func (m *Payload) Reset()         { *m = Payload{} }
func (m *Payload) String() string { return proto.CompactTextString(m) }
func (*Payload) ProtoMessage()    {}

// EchoStatus is the status that the server shall answer with.
type EchoStatus struct {
	Code    int32  `protobuf:"varint,1,opt,name=code,proto3"`
	Message string `protobuf:"bytes,2,opt,name=message,proto3"`
}

func (m *EchoStatus) Reset()         { *m = EchoStatus{} }
func (m *EchoStatus) String() string { return proto.CompactTextString(m) }
func (*EchoStatus) ProtoMessage()    {}

// SimpleRequest asks for a payload or for a status.
type SimpleRequest struct {
	ResponseSize   int32       `protobuf:"varint,2,opt,name=response_size,proto3"`
	Payload        *Payload    `protobuf:"bytes,3,opt,name=payload,proto3"`
	ResponseStatus *EchoStatus `protobuf:"bytes,7,opt,name=response_status,proto3"`
}

func (m *SimpleRequest) Reset()         { *m = SimpleRequest{} }
func (m *SimpleRequest) String() string { return proto.CompactTextString(m) }
func (*SimpleRequest) ProtoMessage()    {}

// SimpleResponse is the payload asked for.
type SimpleResponse struct {
	Payload *Payload `protobuf:"bytes,1,opt,name=payload,proto3"`
}

func (m *SimpleResponse) Reset()         { *m = SimpleResponse{} }
func (m *SimpleResponse) String() string { return proto.CompactTextString(m) }
func (*SimpleResponse) ProtoMessage()    {}

// Body is the payload's bytes, none when there is no payload.
func (m *SimpleResponse) Body() []byte {
	if m.Payload == nil {
		return nil
	}
	return m.Payload.Body
}
