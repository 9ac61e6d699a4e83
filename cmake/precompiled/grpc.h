// GrpcHeaders: library.h and gRPC, for the folders that link it.
#pragma once

#include "cmake/precompiled/library.h"
#include "grpcpp/grpcpp.h"
#include "yizhan/v1/institution.grpc.pb.h"
#include "yizhan/v1/ledger.grpc.pb.h"
#include "yizhan/v1/officer.grpc.pb.h"
#include "yizhan/v1/policy_service.grpc.pb.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"
