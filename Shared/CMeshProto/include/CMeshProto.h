// The umbrella header of CMeshProto, generated; do not edit.
// To regenerate: bash proto/generate.sh
#pragma once
// The runtime's own module, so that its types belong to it alone.
#if __has_feature(modules)
#pragma clang module import CProtobufC
#endif
#include "colophon/evidence/v1/copyright.pb-c.h"
#include "colophon/evidence/v1/custody.pb-c.h"
#include "colophon/evidence/v1/erasure.pb-c.h"
#include "colophon/evidence/v1/events.pb-c.h"
#include "colophon/evidence/v1/evidence.pb-c.h"
#include "colophon/evidence/v1/filings.pb-c.h"
#include "colophon/evidence/v1/log.pb-c.h"
#include "colophon/evidence/v1/renewal.pb-c.h"
#include "colophon/evidence/v1/similarity.pb-c.h"
#include "colophon/evidence/v1/verification.pb-c.h"
#include "colophon/mesh/v1/feed.pb-c.h"
#include "colophon/mesh/v1/health.pb-c.h"
#include "colophon/mesh/v1/options.pb-c.h"
#include "colophon/mesh/v1/reflection.pb-c.h"
#include "google/protobuf/any.pb-c.h"
#include "google/protobuf/compiler/plugin.pb-c.h"
#include "google/protobuf/descriptor.pb-c.h"
#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/empty.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"
#include "ttrpc/ttrpc.pb-c.h"

static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__copyright_settings__description(void) { return &colophon__evidence__v1__copyright_settings__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__place__description(void) { return &colophon__evidence__v1__place__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__owner__description(void) { return &colophon__evidence__v1__owner__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__author__description(void) { return &colophon__evidence__v1__author__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__explanation__description(void) { return &colophon__evidence__v1__explanation__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__set_copyright_request__description(void) { return &colophon__evidence__v1__set_copyright_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_copyright_request__description(void) { return &colophon__evidence__v1__get_copyright_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__copyright__description(void) { return &colophon__evidence__v1__copyright__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_missing_facts_request__description(void) { return &colophon__evidence__v1__get_missing_facts_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_missing_facts_response__description(void) { return &colophon__evidence__v1__get_missing_facts_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_missing_facts_response__fact__description(void) { return &colophon__evidence__v1__get_missing_facts_response__fact__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_custody_request__description(void) { return &colophon__evidence__v1__get_custody_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__custody_log__description(void) { return &colophon__evidence__v1__custody_log__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__custody_entry__description(void) { return &colophon__evidence__v1__custody_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__custody_fact__description(void) { return &colophon__evidence__v1__custody_fact__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__custody_witness__description(void) { return &colophon__evidence__v1__custody_witness__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__check_item_request__description(void) { return &colophon__evidence__v1__check_item_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__item_checks__description(void) { return &colophon__evidence__v1__item_checks__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__item_check__description(void) { return &colophon__evidence__v1__item_check__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__evidence_damaged__description(void) { return &colophon__evidence__v1__evidence_damaged__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__erase_item_request__description(void) { return &colophon__evidence__v1__erase_item_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__item_erasure__description(void) { return &colophon__evidence__v1__item_erasure__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__erase_subject_request__description(void) { return &colophon__evidence__v1__erase_subject_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__subject_erasure__description(void) { return &colophon__evidence__v1__subject_erasure__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__item_erased__description(void) { return &colophon__evidence__v1__item_erased__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__evidence_sealed__description(void) { return &colophon__evidence__v1__evidence_sealed__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__filing_changed__description(void) { return &colophon__evidence__v1__filing_changed__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__chain_sealed__description(void) { return &colophon__evidence__v1__chain_sealed__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__project__description(void) { return &colophon__evidence__v1__project__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__create_project_request__description(void) { return &colophon__evidence__v1__create_project_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_project_request__description(void) { return &colophon__evidence__v1__get_project_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_projects_request__description(void) { return &colophon__evidence__v1__list_projects_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_projects_response__description(void) { return &colophon__evidence__v1__list_projects_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_request__description(void) { return &colophon__evidence__v1__submit_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_request__header__description(void) { return &colophon__evidence__v1__submit_request__header__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_request__digest__description(void) { return &colophon__evidence__v1__submit_request__digest__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_response__description(void) { return &colophon__evidence__v1__submit_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_many_response__description(void) { return &colophon__evidence__v1__submit_many_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__submit_many_response__result__description(void) { return &colophon__evidence__v1__submit_many_response__result__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__evidence_item__description(void) { return &colophon__evidence__v1__evidence_item__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_evidence_request__description(void) { return &colophon__evidence__v1__get_evidence_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_evidence_request__description(void) { return &colophon__evidence__v1__list_evidence_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_evidence_response__description(void) { return &colophon__evidence__v1__list_evidence_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_bundle_request__description(void) { return &colophon__evidence__v1__get_bundle_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__seal_chain_request__description(void) { return &colophon__evidence__v1__seal_chain_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__bundle_chunk__description(void) { return &colophon__evidence__v1__bundle_chunk__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__filing__description(void) { return &colophon__evidence__v1__filing__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__filing__record__description(void) { return &colophon__evidence__v1__filing__record__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__apply_filing_request__description(void) { return &colophon__evidence__v1__apply_filing_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_filing_request__description(void) { return &colophon__evidence__v1__get_filing_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_filings_request__description(void) { return &colophon__evidence__v1__list_filings_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_filings_response__description(void) { return &colophon__evidence__v1__list_filings_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__renew_filing_request__description(void) { return &colophon__evidence__v1__renew_filing_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_checkpoint_request__description(void) { return &colophon__evidence__v1__get_checkpoint_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__log_checkpoint__description(void) { return &colophon__evidence__v1__log_checkpoint__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_inclusion_proof_request__description(void) { return &colophon__evidence__v1__get_inclusion_proof_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__log_inclusion_proof__description(void) { return &colophon__evidence__v1__log_inclusion_proof__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__get_consistency_proof_request__description(void) { return &colophon__evidence__v1__get_consistency_proof_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__log_consistency_proof__description(void) { return &colophon__evidence__v1__log_consistency_proof__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__renew_bundle_request__description(void) { return &colophon__evidence__v1__renew_bundle_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__renew_bundle_response__description(void) { return &colophon__evidence__v1__renew_bundle_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__timed_checkpoint__description(void) { return &colophon__evidence__v1__timed_checkpoint__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__similar_pair__description(void) { return &colophon__evidence__v1__similar_pair__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__similar_pair__work__description(void) { return &colophon__evidence__v1__similar_pair__work__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_similar_request__description(void) { return &colophon__evidence__v1__list_similar_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__list_similar_response__description(void) { return &colophon__evidence__v1__list_similar_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__review_similar_request__description(void) { return &colophon__evidence__v1__review_similar_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__similar_found__description(void) { return &colophon__evidence__v1__similar_found__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__verify_number_request__description(void) { return &colophon__evidence__v1__verify_number_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__verify_digest_request__description(void) { return &colophon__evidence__v1__verify_digest_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__verify_file_request__description(void) { return &colophon__evidence__v1__verify_file_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__public_seals__description(void) { return &colophon__evidence__v1__public_seals__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__evidence__v1__public_seal__description(void) { return &colophon__evidence__v1__public_seal__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__subscribe_request__description(void) { return &colophon__mesh__v1__subscribe_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__event__description(void) { return &colophon__mesh__v1__event__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__health_check_request__description(void) { return &colophon__mesh__v1__health_check_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__health_check_response__description(void) { return &colophon__mesh__v1__health_check_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__access__description(void) { return &colophon__mesh__v1__access__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__list_services_request__description(void) { return &colophon__mesh__v1__list_services_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__list_services_response__description(void) { return &colophon__mesh__v1__list_services_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__get_descriptors_request__description(void) { return &colophon__mesh__v1__get_descriptors_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
colophon__mesh__v1__get_descriptors_response__description(void) { return &colophon__mesh__v1__get_descriptors_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__any__description(void) { return &google__protobuf__any__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__compiler__version__description(void) { return &google__protobuf__compiler__version__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__compiler__code_generator_request__description(void) { return &google__protobuf__compiler__code_generator_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__compiler__code_generator_response__description(void) { return &google__protobuf__compiler__code_generator_response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__compiler__code_generator_response__file__description(void) { return &google__protobuf__compiler__code_generator_response__file__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__file_descriptor_set__description(void) { return &google__protobuf__file_descriptor_set__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__file_descriptor_proto__description(void) { return &google__protobuf__file_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__descriptor_proto__description(void) { return &google__protobuf__descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__descriptor_proto__extension_range__description(void) { return &google__protobuf__descriptor_proto__extension_range__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__descriptor_proto__reserved_range__description(void) { return &google__protobuf__descriptor_proto__reserved_range__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__extension_range_options__description(void) { return &google__protobuf__extension_range_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__field_descriptor_proto__description(void) { return &google__protobuf__field_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__oneof_descriptor_proto__description(void) { return &google__protobuf__oneof_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__enum_descriptor_proto__description(void) { return &google__protobuf__enum_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__enum_descriptor_proto__enum_reserved_range__description(void) { return &google__protobuf__enum_descriptor_proto__enum_reserved_range__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__enum_value_descriptor_proto__description(void) { return &google__protobuf__enum_value_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__service_descriptor_proto__description(void) { return &google__protobuf__service_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__method_descriptor_proto__description(void) { return &google__protobuf__method_descriptor_proto__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__file_options__description(void) { return &google__protobuf__file_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__message_options__description(void) { return &google__protobuf__message_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__field_options__description(void) { return &google__protobuf__field_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__oneof_options__description(void) { return &google__protobuf__oneof_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__enum_options__description(void) { return &google__protobuf__enum_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__enum_value_options__description(void) { return &google__protobuf__enum_value_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__service_options__description(void) { return &google__protobuf__service_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__method_options__description(void) { return &google__protobuf__method_options__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__uninterpreted_option__description(void) { return &google__protobuf__uninterpreted_option__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__uninterpreted_option__name_part__description(void) { return &google__protobuf__uninterpreted_option__name_part__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__source_code_info__description(void) { return &google__protobuf__source_code_info__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__source_code_info__location__description(void) { return &google__protobuf__source_code_info__location__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__generated_code_info__description(void) { return &google__protobuf__generated_code_info__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__generated_code_info__annotation__description(void) { return &google__protobuf__generated_code_info__annotation__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__duration__description(void) { return &google__protobuf__duration__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__empty__description(void) { return &google__protobuf__empty__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__protobuf__timestamp__description(void) { return &google__protobuf__timestamp__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__error_info__description(void) { return &google__rpc__error_info__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__error_info__metadata_entry__description(void) { return &google__rpc__error_info__metadata_entry__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__retry_info__description(void) { return &google__rpc__retry_info__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__bad_request__description(void) { return &google__rpc__bad_request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__bad_request__field_violation__description(void) { return &google__rpc__bad_request__field_violation__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
google__rpc__status__description(void) { return &google__rpc__status__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__request__description(void) { return &ttrpc__request__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__response__description(void) { return &ttrpc__response__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__key_value__description(void) { return &ttrpc__key_value__descriptor; }
static inline const ProtobufCMessageDescriptor *_Nonnull
ttrpc__load__description(void) { return &ttrpc__load__descriptor; }
