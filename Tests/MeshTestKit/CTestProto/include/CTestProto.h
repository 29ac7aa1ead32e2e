// The umbrella header of CTestProto, generated; do not edit.
// To regenerate: bash proto/generate.sh
#pragma once
// The runtime's own module, so that its types belong to it alone.
#if __has_feature(modules)
#pragma clang module import CProtobufC
#endif
#include "bench/v1/echo.pb-c.h"
#include "colophon/test/v1/everything.pb-c.h"
#include "grpc/testing/interop.pb-c.h"
#include "ttrpc/integration/streaming/streaming.pb-c.h"

static inline const ProtobufCMessageDescriptor *_Nonnull
bench__v1__echo_request__description(void) { return &bench__v1__echo_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
bench__v1__echo_reply__description(void) { return &bench__v1__echo_reply__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__description(void) { return &colophon__test__v1__everything__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_int32_entry__description(void) { return &colophon__test__v1__everything__by_int32_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_int64_entry__description(void) { return &colophon__test__v1__everything__by_int64_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_uint32_entry__description(void) { return &colophon__test__v1__everything__by_uint32_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_uint64_entry__description(void) { return &colophon__test__v1__everything__by_uint64_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_sint32_entry__description(void) { return &colophon__test__v1__everything__by_sint32_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_sint64_entry__description(void) { return &colophon__test__v1__everything__by_sint64_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_fixed32_entry__description(void) { return &colophon__test__v1__everything__by_fixed32_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_fixed64_entry__description(void) { return &colophon__test__v1__everything__by_fixed64_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_sfixed32_entry__description(void) { return &colophon__test__v1__everything__by_sfixed32_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_sfixed64_entry__description(void) { return &colophon__test__v1__everything__by_sfixed64_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_bool_entry__description(void) { return &colophon__test__v1__everything__by_bool_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__by_string_entry__description(void) { return &colophon__test__v1__everything__by_string_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__everything__durations_entry__description(void) { return &colophon__test__v1__everything__durations_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__many__description(void) { return &colophon__test__v1__many__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__shape__description(void) { return &colophon__test__v1__shape__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__shape__corner__description(void) { return &colophon__test__v1__shape__corner__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__tree__description(void) { return &colophon__test__v1__tree__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__tree__named_entry__description(void) { return &colophon__test__v1__tree__named_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__forest__description(void) { return &colophon__test__v1__forest__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__test__v1__little__description(void) { return &colophon__test__v1__little__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__payload__description(void) { return &grpc__testing__payload__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__echo_status__description(void) { return &grpc__testing__echo_status__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__simple_request__description(void) { return &grpc__testing__simple_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__simple_response__description(void) { return &grpc__testing__simple_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__streaming_input_call_request__description(void) { return &grpc__testing__streaming_input_call_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__streaming_input_call_response__description(void) { return &grpc__testing__streaming_input_call_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__response_parameters__description(void) { return &grpc__testing__response_parameters__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__streaming_output_call_request__description(void) { return &grpc__testing__streaming_output_call_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
grpc__testing__streaming_output_call_response__description(void) { return &grpc__testing__streaming_output_call_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__integration__streaming__echo_payload__description(void) { return &ttrpc__integration__streaming__echo_payload__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__integration__streaming__part__description(void) { return &ttrpc__integration__streaming__part__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__integration__streaming__sum__description(void) { return &ttrpc__integration__streaming__sum__descriptor; }
