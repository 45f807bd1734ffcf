"""Case simulations from `content/simulations/`: read, checked, published, stamped."""

from .checks import check
from .publish import SimulationReport, publish_simulations
from .stamps import CannotStamp, is_simulation, stamp

__all__ = ["CannotStamp", "SimulationReport", "check", "is_simulation", "publish_simulations", "stamp"]
