#pragma once
// ZIP archives of proof bundles.
#include <zip.h>
