// A service of its own around the runtime, for tests that start, signal and measure a whole process.

import MeshRuntime

try await MeshRuntime.run(ProbeService.self)
