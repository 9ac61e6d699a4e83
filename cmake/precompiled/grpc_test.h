// GrpcTestHeaders: grpc.h and GoogleTest.
#pragma once

#include "cmake/precompiled/grpc.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
