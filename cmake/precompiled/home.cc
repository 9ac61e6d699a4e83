// Compiled only so that the precompiled header beside it has a home.
